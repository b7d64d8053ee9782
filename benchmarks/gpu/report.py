"""What came out: a row for each program, a table of all, and the goals."""

import json
import statistics
from dataclasses import asdict, dataclass, field

import roofline

NOT_MEASURED = "not measured"
OURS = ("hlo-run", "hlo-run sm_90a")
FLOPS_A_BYTE = 14  # above it memory is not what bounds a program of f32
LEAST_STREAM = 60e6  # bytes: smaller arrays stay in the caches
STREAMS = ("add16m", "exp16m", "tanh16m", "gelu16m", "rowsum", "reducesum16m")  # of the folder
COPY_SHARE, PRODUCT_SHARE, ATTENTION_TFLOPS = 0.85, 0.60, 300


@dataclass
class Row:
    program: str
    group: str
    bytes: float
    flops: float
    unit: str
    times: dict = field(default_factory=dict)  # milliseconds of a run by competitor, a number for each turn
    reasons: dict = field(default_factory=dict)  # why a competitor has none
    errors: dict = field(default_factory=dict)  # how far our results are from a peer's, by our name
    reference: str = ""  # that peer
    agrees: bool = True
    paper: dict = field(default_factory=dict)  # microseconds by card

    def median(self, name):
        return statistics.median(self.times[name]) if name in self.times else None

    def ours(self):
        """The best of what we have."""
        return min((self.median(name) for name in OURS if name in self.times), default=None)

    def peer(self):
        return min((self.median(name) for name in self.times if name not in OURS), default=None)

    def ratio(self):
        return self.ours() / self.peer() if self.ours() and self.peer() else None

    def gigabytes(self, milliseconds):
        return self.bytes / milliseconds / 1e6

    def tera(self, milliseconds):
        return self.flops / milliseconds / 1e9


def spread(times):
    """Half of what lies between the tenth and the ninetieth part of all turns, in per cent of the median."""
    ordered = sorted(times)
    low, high = ordered[round(0.1 * (len(ordered) - 1))], ordered[round(0.9 * (len(ordered) - 1))]
    return 50 * (high - low) / statistics.median(ordered)


def cell(row, name):
    if name in row.times:
        return f"{row.median(name):.4g} ± {spread(row.times[name]):.0f} %"
    return "-" if row.reasons.get(name) == "" else NOT_MEASURED


def rate(row, milliseconds):
    if milliseconds is None or not (row.bytes or row.flops):
        return "-"
    if row.flops > FLOPS_A_BYTE * row.bytes:
        return f"{row.tera(milliseconds):.3g} TFLOP/s"
    return f"{row.gigabytes(milliseconds):.0f} GB/s"


def table(rows, names, card, on_gpu):
    """A table in Markdown; the names are of the competitors, in order."""
    heads = ["program", *(f"{name}, ms" for name in names), "ratio", "rate", f"on paper ({card}), us", "of paper", "error"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for row in rows:
        ours, ratio, paper = row.ours(), row.ratio(), row.paper.get(card)
        cells = [row.program, *(cell(row, name) for name in names), f"{ratio:.2f}" if ratio else "-", rate(row, ours),
                 f"{paper:.1f}" if paper else "-", f"{paper / ours / 10:.0f} %" if paper and ours and on_gpu else "-",
                 ", ".join(f"{error:.1e}" for error in row.errors.values()) + ("" if row.agrees else " DIFFERS") or "-"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def verdict(values, least, unit):
    """Whether all of (name, value) reach the least."""
    if not values:
        return NOT_MEASURED
    worst = min(values, key=lambda pair: pair[1])
    return f"{'met' if worst[1] >= least else 'not met'}: least {worst[1]:.{0 if least > 1 else 2}f}{unit} ({worst[0]})"


def goals(rows, copy, on_gpu):
    """The goals for an H200 and what became of them; copy is the bandwidth of a copy in GB/s, 0 if nobody measured it."""
    measured = [row for row in rows if on_gpu and row.ours()]
    streams = [row for row in measured if row.bytes >= LEAST_STREAM and (row.group in ("elementwise", "rows") or row.program in STREAMS)]
    products = [row for row in measured if row.program.startswith("bf16 product") and row.program.split()[-1] in ("4096", "8192")]
    attentions = [row for row in measured if row.program == "attention hd128"]
    shares = [(row.program, row.gigabytes(row.ours()) / copy) for row in streams] if copy else []
    against = [(row.program, row.median("cuBLAS") / row.ours()) for row in products if "cuBLAS" in row.times]
    return [
        ("elementwise and reductions: 0.85 of the bandwidth of a copy" + (f" ({copy:.0f} GB/s)" if copy and on_gpu else ""),
         verdict(shares, COPY_SHARE, "")),
        ("bf16 products of 4096 to 8192: 0.60 of cuBLAS", verdict(against, PRODUCT_SHARE, "")),
        ("attention hd128: 300 TFLOP/s", verdict([(r.program, r.tera(r.ours())) for r in attentions], ATTENTION_TFLOPS, " TFLOP/s")),
    ]


def reasons(rows):
    """Each reason why something was not measured once, with the programs if they are not all."""
    by_reason = {}
    for row in rows:
        for name, reason in row.reasons.items():
            if reason:
                by_reason.setdefault((name, reason), []).append(row.program)
    return [f"{name}: {reason}" + ("" if len(programs) == len(rows) else f" ({', '.join(programs)})")
            for (name, reason), programs in by_reason.items()]


def write(path, rows, goal_lines, machine):
    with open(path, "w") as file:
        json.dump({"machine": machine, "goals": dict(goal_lines), "rows": [asdict(row) for row in rows]}, file, indent=1)
