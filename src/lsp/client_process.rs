//! The client's process. Its death closes the input, by which a server learns that it is alone; not where another process
//! has inherited the pipe, so that is looked at, too.

use std::time::Duration;

/// Between two looks.
const EVERY: Duration = Duration::from_secs(3);

/// Ends this process once the client's is gone. One that is not seen from the beginning on, as out of a container, tells
/// nothing.
pub(super) fn follow(id: u32) {
    if !is_there(id) {
        return;
    }
    std::thread::spawn(move || {
        while is_there(id) {
            std::thread::sleep(EVERY);
        }
        tracing::warn!("the client's process is gone");
        // As where the input ends without `shutdown`.
        std::process::exit(1);
    });
}

#[cfg(unix)]
fn is_there(id: u32) -> bool {
    let process = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw);
    let Some(process) = process else { return false };
    // Any other error, as that it may not be asked, says that there is one.
    rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH)
}

/// Elsewhere the end of the input is all there is.
#[cfg(not(unix))]
fn is_there(_: u32) -> bool {
    false
}
