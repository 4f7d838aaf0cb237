//! A linear ranker: the weights, the choice, and how sure it is.

use super::features::{TEMPLATES, WIDTH};
use std::sync::LazyLock;

/// A weight for each feature number.
#[derive(Clone, Debug)]
pub struct Weights(pub Vec<f32>);

impl Default for Weights {
    fn default() -> Self {
        Weights(vec![0.0; TEMPLATES * WIDTH])
    }
}

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::parse(include_str!("weights.tsv")));

impl Weights {
    /// The weights that ship with the program.
    pub fn shipped() -> &'static Weights {
        &WEIGHTS
    }

    /// Reads `template <tab> value <tab> weight` lines; what cannot be read counts nothing.
    pub fn parse(data: &str) -> Self {
        let mut weights = Weights::default();
        for line in data.lines().filter(|l| !l.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(template), Some(value), Some(weight)) = (fields.next(), fields.next(), fields.next()) else {
                continue;
            };
            let (Ok(template), Ok(value), Ok(weight)) =
                (template.parse::<usize>(), value.parse::<usize>(), weight.parse())
            else {
                continue;
            };
            if value < WIDTH
                && let Some(slot) = weights.0.get_mut(template * WIDTH + value)
            {
                *slot = weight;
            }
        }
        weights
    }

    /// The lines that [`Weights::parse`] reads; weights that change nothing are left out.
    pub fn print(&self) -> String {
        let mut out = String::new();
        for (i, weight) in self.0.iter().enumerate() {
            // Below this a weight moves no probability by a thousandth.
            if weight.abs() >= 0.004 {
                out.push_str(&format!("{}\t{}\t{weight:.3}\n", i / WIDTH, i % WIDTH));
            }
        }
        out
    }

    /// The score of a candidate with these features.
    pub fn score(&self, features: &[u32]) -> f32 {
        features.iter().map(|&f| self.0.get(f as usize).copied().unwrap_or(0.0)).sum()
    }
}

/// Scores to probabilities.
pub fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = (*s - top).exp();
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s /= sum;
    }
}
