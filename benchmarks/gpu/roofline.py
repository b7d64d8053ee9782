"""What a program could take by the documented limits of a card, from its work or from the table in BENCHMARKS.md."""

# Bytes, and operations of what multiplies, a second, without sparsity. TF32 is half of bf16; f32 uses no tensor cores.
LIMITS = {
    "H100": {"memory": 3.35e12, "bf16": 989.4e12, "tf32": 494.7e12, "f32": 66.9e12},
    "H200": {"memory": 4.8e12, "bf16": 989.4e12, "tf32": 494.7e12, "f32": 66.9e12},
}


def card(device):
    """The card of LIMITS that a device is; None for others."""
    return next((name for name in LIMITS if name in (device or "")), None)


def table(text):
    """The kernels on paper of BENCHMARKS.md, added up by program: bytes, flops, and microseconds by card."""
    columns, programs = None, {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if "H100 us" in cells and "program" in cells:
            columns = cells
        elif columns and len(cells) == len(columns) and not cells[0].startswith("---"):
            row = dict(zip(columns, cells))
            sums = programs.setdefault(row["program"], {"bytes": 0.0, "flops": 0.0, "H100": 0.0, "H200": 0.0})
            sums["bytes"] += float(row["MB"]) * 1e6
            sums["flops"] += (float(row["GFLOP f32"]) + float(row["GFLOP tensor cores"])) * 1e9
            for name in LIMITS:
                sums[name] += float(row[f"{name} us"])
        elif columns and not line.startswith("|"):
            columns = None
    return programs


def complete(programs, text):
    """Gives the programs of the folder the work that the table has of them."""
    known = table(text)
    for program in programs:
        if program.group == "folder" and program.name in known:
            program.bytes, program.flops = known[program.name]["bytes"], known[program.name]["flops"]
    return known


def microseconds(program, name, known):
    """The least that a program takes on a card on paper; None if nothing is known of it."""
    if program.group == "folder":
        return known[program.name][name] if program.name in known else None
    limits = LIMITS[name]
    return 1e6 * max(program.bytes / limits["memory"], program.flops / limits[program.unit] if program.unit else 0)
