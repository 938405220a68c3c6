"""Prints what the benchmarks of decoder say in relation: to goxmldsig alone and to xmlsec1.

    ratios.py GO-TEST-OUTPUT FOLDER-WITH-DOCUMENTS
"""
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict

output, folder = sys.argv[1:3]
times = defaultdict(list)  # (benchmark, size): nanoseconds an operation
for line in open(output):
    m = re.match(r"Benchmark(\w+)(?:/(\w+))?-?\d*\s+\d+\s+([\d.]+) ns/op", line)
    if m:
        times[m[1], m[2] or ""].append(float(m[3]))
median = {k: statistics.median(v) for k, v in times.items()}


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

    many = 300
    return statistics.median((run(many) - run(1)) / (many - 1) for _ in range(5)) * 1e9


print(f"\n{'':8}{'Inspect':>12}{'Verify':>12}{'goxmldsig':>12}{'xmlsec1':>12}{'Inspect/goxmldsig':>20}{'Verify/xmlsec1':>18}")
for size in ("5KB", "10KB", "200KB"):
    inspect, verify, bare = (median[b, size] for b in ("Inspect", "Verify", "Goxmldsig"))
    document = os.path.join(folder, size + ".xml")
    other = xmlsec1(document) if shutil.which("xmlsec1") else None
    us = lambda ns: f"{ns / 1000:.0f} µs" if ns else "not there"
    print(f"{size:8}{us(inspect):>12}{us(verify):>12}{us(bare):>12}{us(other):>12}"
          f"{inspect / bare:>20.2f}{(f'{verify / other:.2f}' if other else '-'):>18}")
har = median.get(("HAR", ""))
if har:
    print(f"HAR of 100 MB: {100 * 1.048576 / (har / 1e9):.0f} MB/s (aim 300; peak heap stands in its line above, aim 96 MB)")
