"""hlo-run's back end gpu against JAX, PyTorch and cuBLAS on the same card, in turns, on the same programs and inputs."""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import competitors as peers
import programs as measured
import report
import roofline
import tensors

TURN_MILLISECONDS = 20
MOST_RUNS, TURNS = 1000, 11


def arguments():
    parser = argparse.ArgumentParser(prog="against-gpu", description=__doc__)
    parser.add_argument("folder", nargs="?", help="folder of more programs: X/X.mlir, X/X.hlo")
    parser.add_argument("--backend", default="gpu", help="in place of gpu, to try this without a card: cpu, ptx-emulator")
    parser.add_argument("--only", default="", help="programs whose name has this regular expression")
    parser.add_argument("--quick", action="store_true", help="small programs in few turns: whether all works")
    parser.add_argument("--json", help="file for all figures")
    parser.add_argument("--hlo-run", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--benchmarks", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def attempt(make, missing, name):
    """What make makes; None, with the reason noted, if it is not to be had."""
    try:
        return make()
    except Exception as problem:  # whatever ails one competitor, the others are measured
        missing[name] = " ".join(str(problem).split())[:200] or type(problem).__name__
        if isinstance(problem, peers.Unavailable) and not str(problem):
            missing[name] = ""
        return None


def targets(options):
    """The architectures that hlo-run compiles for; None is what the back end asks for by itself."""
    return [None] if options.backend == "cpu" else [None, "sm_90a"]


def contestants(options, folder):
    """All that can be there, in order, and for those that are not the reason."""
    on_gpu, missing = options.backend == "gpu", {}
    found = [attempt(peers.HloRun(options.hlo_run, options.backend, folder, target).ready, missing, report.OURS[number])
             for number, target in enumerate(targets(options))]
    found.append(attempt(lambda: peers.Jax(on_gpu), missing, "JAX"))
    torch = attempt(lambda: peers.Torch(on_gpu), missing, "PyTorch")
    found.append(torch)
    found.append(attempt(lambda: peers.Cublas(torch), missing, "cuBLAS"))
    return [each for each in found if each], missing


def take_turns(runners, row, quick):
    """Measures A B C A B C ..., so that whatever else the card does meets all alike. Who fails is out."""
    runs = {}
    for turn in range(2 if quick else 1 + TURNS):
        for name, runner in list(runners.items()):
            count = 1 if quick else runs.get(name, 3)
            taken = attempt(lambda: runner.turn(count), row.reasons, name)
            if taken is None:
                row.times.pop(name, None)
                runners.pop(name).close()
            elif turn == 0:  # says how many runs make a turn
                runs[name] = max(1, min(MOST_RUNS, round(TURN_MILLISECONDS / max(1e-3, taken))))
            else:
                row.times.setdefault(name, []).append(taken)


def measure(program, everybody, missing, quick):
    row = report.Row(program.name, program.group, program.bytes, program.flops, program.unit, reasons=dict(missing))
    if not everybody:
        return row
    arrays = [tensors.made_up(kind, shape, seed) for seed, (kind, shape) in enumerate(program.inputs)]
    runners = {}
    try:
        for each in everybody:
            runner = attempt(lambda each=each: each.runner(program, arrays), row.reasons, each.name)
            if runner:
                runners[each.name] = runner
        compare(program, runners, row)
        take_turns(runners, row, quick)
    finally:
        for runner in runners.values():
            runner.close()
    return row


def compare(program, runners, row):
    """Holds our results against those of the first peer that has some."""
    for name in [name for name in runners if name not in report.OURS]:
        expected = attempt(runners[name].results, row.reasons, name)
        if expected is None:
            runners.pop(name).close()
            continue
        row.reference = name
        for ours in [ours for ours in report.OURS if ours in runners]:
            row.errors[ours] = tensors.error(runners[ours].results(), expected)
            row.agrees = row.agrees and row.errors[ours] <= program.tolerance
        return


def all_programs(options):
    def translate(file):
        said = subprocess.run([options.hlo_run, "print", str(file), "--to", "stablehlo"], capture_output=True, text=True, check=True)
        return said.stdout

    found = measured.generated(options.quick)
    if options.folder:
        found += measured.of_folder(options.folder, translate)
    return [program for program in found if re.search(options.only, program.name)]


def measure_all(options, chosen, folder):
    everybody, missing = contestants(options, folder)
    rows = []
    for program in chosen:
        rows.append(measure(program, everybody, missing, options.quick))
        if everybody:
            print(f"{program.name:32} {report.cell(rows[-1], 'hlo-run')}", file=sys.stderr)
    return rows, everybody


def copy_bandwidth(everybody, rows):
    """GB/s: PyTorch's copy, or the negation of an array of 1 GiB by any peer; 0 if there is none."""
    rates = [row.gigabytes(row.peer()) for row in rows if row.program == "negate 256M" and row.peer()]
    rates += [each.copy_bandwidth() for each in everybody if isinstance(each, peers.Torch) and each.place == "cuda"]
    return max(rates, default=0)


def main():
    options = arguments()
    chosen = all_programs(options)
    known = roofline.complete(chosen, Path(options.benchmarks).read_text())
    with tempfile.TemporaryDirectory() as folder:
        rows, everybody = measure_all(options, chosen, folder)
    for row, program in zip(rows, chosen):
        row.paper = {name: roofline.microseconds(program, name, known) for name in roofline.LIMITS}
    on_gpu = options.backend == "gpu"
    device = next((each.device for each in everybody if isinstance(each, peers.HloRun) and each.device), None)
    goals = report.goals(rows, copy_bandwidth(everybody, rows), on_gpu)
    print(f"hlo-run on: {device or report.NOT_MEASURED}\n")
    names = [*report.OURS[:len(targets(options))], "JAX", "PyTorch", "cuBLAS"]
    print(report.table(rows, names, roofline.card(device) or "H200", on_gpu))
    print("\nGoals (H200):")
    for goal, became in goals:
        print(f"  {goal}: {became}")
    for reason in report.reasons(rows):
        print(f"not measured: {reason}")
    if options.json:
        report.write(options.json, rows, goals, device)
    return 0 if all(row.agrees for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
