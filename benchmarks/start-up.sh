#!/bin/sh
# Wall time of whole processes: median and best of 21 runs behind 3 that warm up, in milliseconds.
# To be run on an idle machine, behind `mvn package`.
set -eu
cd "$(dirname "$0")/.."

row() {
  for i in 1 2 3; do "$@" >/dev/null 2>&1; done
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1
    end=$(date +%s%N)
    echo $(((end - start) / 1000000))
  done | sort -n | awk -v what="$*" 'NR == 1 { best = $1 } NR == 11 { print "| `" what "` | " $1 " | " best " |" }'
}

echo "| command | median, ms | best, ms |"
echo "|---|---|---|"
row ./hlo-run --version
row ./hlo-run examples/mlp.hlo
row ./hlo-run examples/newton.hlo
row ./hlo-run check examples/mlp.hlo
