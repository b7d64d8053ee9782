#!/bin/sh
# Whole processes: wall time and CPU time of all threads, medians and least of 21 runs behind 3 that warm up, in milliseconds.
# To be run behind `mvn package`, on an idle machine; on a busy one the CPU times still tell something.
#
#   benchmarks/start-up.sh [PROGRAM...]   more programs to start, from the cache of compiled code
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cpu() { # sets $cpu to the milliseconds that ended children took so far
  times >"$work/times"
  cpu=$(awk 'NR == 2 { split($0, t, /[ms ]+/); print int((t[1] * 60 + t[2] + t[3] * 60 + t[4]) * 1000) }' "$work/times")
}

row() {
  for i in 1 2 3; do "$@" >/dev/null 2>&1; done
  : >"$work/wall" >"$work/cpu"
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do
    cpu
    before=$cpu
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1
    end=$(date +%s%N)
    cpu
    echo $(((end - start) / 1000000)) >>"$work/wall"
    echo $((cpu - before)) >>"$work/cpu"
  done
  echo "| \`$*\` | $(median wall) | $(median cpu) |"
}

median() { # file: its median and least number
  sort -n "$work/$1" | awk 'NR == 1 { least = $1 } NR == 11 { print $1 " | " least }'
}

echo "| command | wall, median | least | CPU, median | least |"
echo "|---|---|---|---|---|"
row ./hlo-run --version
row ./hlo-run examples/mlp.hlo
row ./hlo-run examples/newton.hlo
row ./hlo-run check examples/mlp.hlo
for program in "$@"; do
  row ./hlo-run "$program"
done
