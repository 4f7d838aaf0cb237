# A newsroom for the tests of editors, in $1: a draft with emoji and CRLF that gives a minister's words to somebody else.
newsroom() {
  mkdir -p "$1/archive"
  printf '[record]\npaths = ["archive"]\n' >"$1/onrecord.toml"
  printf -- '---\ndate: 2021-06-16\noutlet: Lake Courier\n---\n🎙 LUCERNE — An hour.\r\n\r\n🎙 “%s,” said Marta Keller, the harbour minister.\r\n' \
    "$words" >"$1/archive/courier.md"
  printf '🎙 A talk 🎙\r\n\r\n🎙 “%s,” said Tomas Brandt.\r\n' "$words" >"$1/draft.md"
}
words="We will never sell the old lighthouse to anybody from abroad"
