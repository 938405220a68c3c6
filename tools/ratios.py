"""Prints what the benchmarks say in relation to each other, to other libraries and to xmlsec1.

    ratios.py FOLDER    with decoder.txt, signature.txt and compare.txt of "go test -bench", and the documents
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict

folder = sys.argv[1]


def read(name):
    """Medians of one run: (benchmark, size) to nanoseconds and bytes an operation."""
    found = defaultdict(list)
    for line in open(os.path.join(folder, name)):
        m = re.match(r"Benchmark(\w+)(?:/(\w+))?-?\d*\s+\d+\s+([\d.]+) ns/op(?:.*?\s([\d.]+) B/op)?", line)
        if m:
            found[m[1], m[2] or ""].append((float(m[3]), float(m[4] or 0)))
    return {k: tuple(map(statistics.median, zip(*v))) for k, v in found.items()}


def xmlsec1(document):
    """Nanoseconds a verification, start-up left out: the difference of many repeats and one."""
    ids = [a for e in ("Assertion", "Response") for a in ("--id-attr:ID", e)]

    def run(repeat):
        begin = time.perf_counter()
        subprocess.run(
            ["xmlsec1", "--verify", "--repeat", str(repeat), *ids,
             "--pubkey-cert-pem", os.path.join(folder, "cert.pem"), document],
            check=True, capture_output=True)
        return time.perf_counter() - begin

    many = 100
    return statistics.median((run(many) - run(1)) / (many - 1) for _ in range(5)) * 1e9


def table(title, head, rows):
    print(f"\n{title}\n{'':8}" + "".join(f"{h:>16}" for h in head))
    for name, cells in rows:
        print(f"{name:8}" + "".join(f"{c:>16}" for c in cells))


def us(ns):
    return f"{ns / 1000:.0f} µs" if ns else "not there"


def ratio(a, b):
    return f"{a / b:.2f}" if b else "-"


ours, sig, others = read("decoder.txt"), read("signature.txt"), read("compare.txt")
sizes = ("5KB", "40KB", "1MB")

libxml = {s: xmlsec1(os.path.join(folder, s + ".xml")) if shutil.which("xmlsec1") else 0 for s in sizes}
rows = []
for s in sizes:
    checked, gosaml2, crewjam = ours["Checked", s][0], others["Gosaml2", s][0], others["Crewjam", s][0]
    rows.append((s, (us(checked), us(gosaml2), us(crewjam), us(libxml[s]),
                     ratio(checked, gosaml2), ratio(checked, crewjam), ratio(checked, libxml[s]))))
table("From Base64 to verified claims, both witnesses (aim: /gosaml2 at most 1)",
      ("both", "gosaml2", "crewjam", "xmlsec1", "/gosaml2", "/crewjam", "/xmlsec1"), rows)

rows = []
for s in ("10KB", "200KB"):
    inspect, decode, bare = (ours[b, s][0] for b in ("Inspect", "Decode", "Goxmldsig"))
    rows.append((s, (us(inspect), us(decode), us(bare), ratio(inspect, bare))))
table("From Base64 to the whole report (aim: Inspect/goxmldsig at most 2 at 10 KB; goxmldsig is its Validate alone, on a parsed element)",
      ("Inspect", "decoding of it", "goxmldsig", "/goxmldsig"), rows)

rows = []
for s in sizes:
    first, both, bare, floor = (sig[b, s][0] for b in ("First", "Verify", "Goxmldsig", "Floor"))
    rows.append((s, (us(first), us(both), us(bare), us(floor), ratio(first, bare), ratio(both, bare), ratio(first, floor))))
table("The signature of a parsed document (aim: first/goxmldsig at most 0.5; the floor is SHA-256 and RSA alone)",
      ("first", "both", "goxmldsig", "floor", "first/goxmldsig", "both/goxmldsig", "first/floor"), rows)

rows = []
for name, of, benchmark in (("Inspect", ours, "Inspect"), ("both", ours, "Checked"), ("gosaml2", others, "Gosaml2"), ("crewjam", others, "Crewjam")):
    one, four, sixteen = (of[benchmark, s] for s in ("10KB", "40KB", "160KB"))
    rows.append((name, (*(f"{x[1] / 1024:.0f} KB" for x in (one, four, sixteen)), ratio(four[0], one[0]), ratio(sixteen[0], one[0]))))
table("Memory an operation and growth of time at 1×, 4× and 16× (10, 40, 160 KB; linear is at most 4 and 16)",
      ("1×", "4×", "16×", "time 4×/1×", "time 16×/1×"), rows)

har = ours.get(("HAR", ""))
if har:
    print(f"\nHAR of 100 MB: {100 * 1.048576 / (har[0] / 1e9):.0f} MB/s (aim 300; peak heap stands in its line above, aim 96 MB)")
