"""Types into Helix in a pseudo-terminal and looks at what it wrote and what it said to the server."""

import os
import pty
import re
import select
import struct
import fcntl
import sys
import termios
import time

work, words = os.environ["WORK"], os.environ["words"]
draft, log = f"{work}/draft.md", f"{work}/helix.log"
failed = []


def check(what, ok, got=""):
    print(("ok " if ok else "FAILED ") + what + ("" if ok else f": {got}"))
    if not ok:
        failed.append(what)


pid, terminal = pty.fork()
if pid == 0:
    os.chdir(work)
    os.execv(os.environ["HELIX"], ["hx", "-vv", "--log", log, "draft.md"])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
screen = b""


def look(seconds):
    """What Helix draws meanwhile; a terminal that is not read stops it."""
    global screen
    end = time.time() + seconds
    while time.time() < end:
        if select.select([terminal], [], [], 0.05)[0]:
            try:
                screen += os.read(terminal, 65536)
            except OSError:
                return


def until(condition, patience=20):
    end = time.time() + patience
    while time.time() < end:
        look(0.1)
        if got := condition():
            return got
    return condition()


def keys(text, pause=0.5):
    os.write(terminal, text.encode())
    look(pause)


def read(path):
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""


diagnosed = lambda: [line for line in read(log).splitlines() if "publishDiagnostics" in line and "Q001" in line]
check("the finding comes", until(diagnosed), read(log)[-2000:])
encoding = re.search(r'positionEncoding\\?":\\?"([^"\\]+)', read(log))
check("Helix and the server agree on UTF-8", encoding and encoding[1] == "utf-8", encoding and encoding[0])
keys("]d")
# The selection is the diagnostic's range: written out as it stands.
keys(f":pipe-to cat > {work}/spot\r", 1)
spot = until(lambda: read(f"{work}/spot"))
check("the finding stands at the very words, behind an emoji", words in spot and len(spot) < len(words) + 6, repr(spot))
keys("gd", 1)
keys(f":pipe-to cat > {work}/source\r", 1)
source = until(lambda: read(f"{work}/source"))
check("definition selects the very words in the source", source.strip("“,”") == words, repr(source))
keys(":buffer-close\r")
keys("]d")
keys(" a", 1.5)
keys("\r", 1)
keys(":write\r", 1)
fixed = lambda: f"said Marta Keller.\r\n" in read(draft)
check("the fix puts the name right", until(fixed), repr(read(draft)))
check("and leaves the rest as it was", read(draft) == f"🎙 A talk 🎙\r\n\r\n🎙 “{words},” said Marta Keller.\r\n", repr(read(draft)))
keys(":quit!\r", 1)
os.close(terminal)
os.waitpid(pid, 0)
print(f"{len(failed)} failed" if failed else "all passed")
sys.exit(bool(failed))
