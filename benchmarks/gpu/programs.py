"""What is measured: programs in StableHLO, what they take, the work they are, and PyTorch's word for the same."""

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Optional

BYTES = {"f32": 4, "f16": 2, "bf16": 2, "i8": 1, "i32": 4, "i64": 8, "ui32": 4, "ui64": 8}


@dataclass
class Program:
    name: str
    group: str
    text: str
    inputs: list  # (kind, shape) of each parameter
    bytes: float = 0  # of memory, every array once
    flops: float = 0
    unit: str = ""  # what multiplies: "bf16", "tf32", "f32"; empty: bound by memory
    torch: Optional[Callable] = None  # of torch and the tensors; gives the result
    prepare: Optional[Callable] = None  # of torch and the tensors, before anything is measured
    product: Optional[tuple] = None  # rows, columns, depth, kind: for cuBLAS
    tolerance: float = 1e-4
    fast: bool = False  # whether tf32 may take the place of f32
    notes: list = field(default_factory=list)

    def size(self):
        return sum(math.prod(shape) * BYTES[kind] for kind, shape in self.inputs)


def tensor(kind, *shape):
    return f"tensor<{''.join(f'{size}x' for size in shape)}{kind}>"


def function(arguments, result, body):
    """A module with one function; its last line names the value %r."""
    parameters = ", ".join(f"%{name}: {of}" for name, of in arguments)
    return f"module {{\n  func.func public @main({parameters}) -> {result} {{\n{body}    return %r : {result}\n  }}\n}}\n"


def negation(elements):
    of = tensor("f32", elements)
    text = function([("x", of)], of, f"    %r = stablehlo.negate %x : {of}\n")
    return Program(f"negate {elements >> 20}M", "elementwise", text, [("f32", (elements,))], bytes=8 * elements,
                   torch=lambda torch, x: torch.neg(x))


def rows(operation, count, length):
    """Softmax, layer normalisation or sums of rows of f32."""
    full, short, scalar = tensor("f32", count, length), tensor("f32", count), tensor("f32")

    def reduce(result, value, of, start):
        return (f"    %{result}_0 = stablehlo.constant dense<{start}> : {scalar}\n"
                f"    %{result} = stablehlo.reduce(%{value} init: %{result}_0) applies stablehlo.{of} across dimensions = [1]"
                f" : ({full}, {scalar}) -> {short}\n")

    def spread(result, value):
        return f"    %{result} = stablehlo.broadcast_in_dim %{value}, dims = [0] : ({short}) -> {full}\n"

    if operation == "sum":
        body, result, torch = reduce("r", "x", "add", "0.0"), short, lambda torch, x: x.sum(1)
    elif operation == "softmax":
        body = (reduce("m", "x", "maximum", "0xFF800000") + spread("mb", "m") + f"    %d = stablehlo.subtract %x, %mb : {full}\n"
                f"    %e = stablehlo.exponential %d : {full}\n" + reduce("s", "e", "add", "0.0") + spread("sb", "s")
                + f"    %r = stablehlo.divide %e, %sb : {full}\n")
        result, torch = full, lambda torch, x: torch.softmax(x, 1)
    else:
        body = (f"    %n = stablehlo.constant dense<{float(length)}> : {short}\n    %tiny = stablehlo.constant dense<1.0e-5> : {short}\n"
                + reduce("s", "x", "add", "0.0") + f"    %m = stablehlo.divide %s, %n : {short}\n" + spread("mb", "m")
                + f"    %d = stablehlo.subtract %x, %mb : {full}\n    %q = stablehlo.multiply %d, %d : {full}\n"
                + reduce("v", "q", "add", "0.0") + f"    %w = stablehlo.divide %v, %n : {short}\n"
                f"    %u = stablehlo.add %w, %tiny : {short}\n    %i = stablehlo.rsqrt %u : {short}\n" + spread("ib", "i")
                + f"    %r = stablehlo.multiply %d, %ib : {full}\n")
        result, torch = full, lambda torch, x: torch.nn.functional.layer_norm(x, (length,))
    written = count * (1 if operation == "sum" else length)
    return Program(f"{operation} {count} x {length}", "rows", function([("x", full)], result, body), [("f32", (count, length))],
                   bytes=4 * (count * length + written), torch=torch)


def transpose(size):
    of = tensor("f32", size, size)
    text = function([("x", of)], of, f"    %r = stablehlo.transpose %x, dims = [1, 0] : ({of}) -> {of}\n")
    return Program(f"transpose {size}", "transpose", text, [("f32", (size, size))], bytes=8 * size * size,
                   torch=lambda torch, x: x.t().contiguous())


def product(kind, size):
    """A square product; kind is bf16, f16, tf32 or f32."""
    element = "f32" if kind == "tf32" else kind
    precision = "HIGHEST" if kind == "f32" else "DEFAULT"
    of = tensor(element, size, size)
    body = (f"    %r = stablehlo.dot_general %a, %b, contracting_dims = [1] x [0], precision = [{precision}, {precision}]"
            f" : ({of}, {of}) -> {of}\n")
    return Program(f"{kind} product {size}", "product", function([("a", of), ("b", of)], of, body),
                   [(element, (size, size))] * 2, bytes=3 * size * size * BYTES[element], flops=2 * size**3,
                   unit="bf16" if kind == "f16" else kind, torch=lambda torch, a, b: a @ b, product=(size, size, size, kind),
                   tolerance=1e-4 if kind == "f32" else 2e-2, fast=kind == "tf32")


def attention(depth, causal, batch=4, heads=16, length=4096):
    """Attention of bf16 with f32 scores. Work of a causal one is counted for the half that matters."""
    of, scores = tensor("bf16", batch, heads, length, depth), tensor("f32", batch, heads, length, length)
    rows, scalar = tensor("f32", batch, heads, length), tensor("f32")
    places, truths = scores.replace("f32", "i32"), scores.replace("f32", "i1")
    body = (f"    %zero = stablehlo.constant dense<0.0> : {scalar}\n    %low = stablehlo.constant dense<0xFF800000> : {scalar}\n"
            f"    %c = stablehlo.constant dense<{1 / math.sqrt(depth)!r}> : {scores}\n"
            f"    %s = stablehlo.dot_general %q, %k, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [3]"
            f" : ({of}, {of}) -> {scores}\n    %t = stablehlo.multiply %s, %c : {scores}\n")
    if causal:
        body += (f"    %i = stablehlo.iota dim = 2 : {places}\n    %j = stablehlo.iota dim = 3 : {places}\n"
                 f"    %l = stablehlo.constant dense<0xFF800000> : {scores}\n"
                 f"    %g = stablehlo.compare GE, %i, %j : ({places}, {places}) -> {truths}\n"
                 f"    %f = stablehlo.select %g, %t, %l : {truths}, {scores}\n")
    seen = "f" if causal else "t"
    body += (f"    %m = stablehlo.reduce(%{seen} init: %low) applies stablehlo.maximum across dimensions = [3] : ({scores}, {scalar}) -> {rows}\n"
             f"    %mb = stablehlo.broadcast_in_dim %m, dims = [0, 1, 2] : ({rows}) -> {scores}\n"
             f"    %d = stablehlo.subtract %{seen}, %mb : {scores}\n    %e = stablehlo.exponential %d : {scores}\n"
             f"    %z = stablehlo.reduce(%e init: %zero) applies stablehlo.add across dimensions = [3] : ({scores}, {scalar}) -> {rows}\n"
             f"    %zb = stablehlo.broadcast_in_dim %z, dims = [0, 1, 2] : ({rows}) -> {scores}\n"
             f"    %p = stablehlo.divide %e, %zb : {scores}\n    %h = stablehlo.convert %p : ({scores}) -> {scores.replace('f32', 'bf16')}\n"
             f"    %r = stablehlo.dot_general %h, %v, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [2]"
             f" : ({scores.replace('f32', 'bf16')}, {of}) -> {of}\n")
    return Program(f"{'causal ' if causal else ''}attention hd{depth}", "attention",
                   function([("q", of), ("k", of), ("v", of)], of, body), [("bf16", (batch, heads, length, depth))] * 3,
                   bytes=4 * 2 * batch * heads * length * depth, unit="bf16", tolerance=2e-2,
                   flops=4 * batch * heads * length * length * depth * (0.5 if causal else 1),
                   torch=lambda torch, q, k, v: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=causal))


def convolution(batch, size, features, outputs, window, stride):
    """A convolution of bf16 images, features last, padded so that strides alone make the result smaller."""
    pad, small = window // 2, (size + 2 * (window // 2) - window) // stride + 1
    x, k = (batch, size, size, features), (window, window, features, outputs)
    result = tensor("bf16", batch, small, small, outputs)
    body = ("    %r = stablehlo.convolution(%x, %k) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {"
            f"stride = [{stride}, {stride}], pad = [[{pad}, {pad}], [{pad}, {pad}]]}} "
            "{batch_group_count = 1 : i64, feature_group_count = 1 : i64}"
            f" : ({tensor('bf16', *x)}, {tensor('bf16', *k)}) -> {result}\n")

    def prepare(torch, image, kernel):  # the same memory under the names of PyTorch; kernels are turned once
        return image.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1).contiguous(memory_format=torch.channels_last)

    def run(torch, image, kernel):
        return torch.nn.functional.conv2d(image, kernel, stride=stride, padding=pad).permute(0, 2, 3, 1)

    elements = math.prod(x) + math.prod(k) + batch * small * small * outputs
    return Program(f"convolution {window}x{window}{f' by {stride}' if stride > 1 else ''}, {features} to {outputs}", "convolution",
                   function([("x", tensor("bf16", *x)), ("k", tensor("bf16", *k))], result, body), [("bf16", x), ("bf16", k)],
                   bytes=2 * elements, flops=2 * batch * small * small * outputs * window * window * features, unit="bf16",
                   torch=run, prepare=prepare, tolerance=2e-2)


def generated(quick):
    """The programs that are made here; a few small ones if there is no time."""
    if quick:
        return [negation(1 << 20), rows("sum", 64, 256), rows("softmax", 64, 256), rows("layernorm", 64, 256), transpose(256),
                product("bf16", 256), product("f16", 256), product("tf32", 128), product("f32", 128),
                attention(64, False, 1, 2, 128), attention(128, True, 1, 2, 128), convolution(2, 14, 64, 64, 3, 1),
                convolution(2, 14, 64, 64, 3, 2)]
    sizes = (1024, 2048, 4096, 8192)
    return ([negation(1 << 28)] + [rows(name, 1 << 16, 1 << 10) for name in ("sum", "softmax", "layernorm")] + [transpose(8192)]
            + [product(kind, size) for kind in ("bf16", "f16", "tf32", "f32") for size in sizes]
            + [attention(depth, causal) for depth in (64, 128) for causal in (False, True)]
            + [convolution(64, 56, 64, 128, 3, 1), convolution(64, 56, 64, 64, 1, 1), convolution(64, 56, 128, 128, 3, 2),
               convolution(64, 224, 3, 64, 7, 2), convolution(64, 14, 256, 256, 3, 1)])


def gelu(torch, x):
    return torch.nn.functional.gelu(x, approximate="tanh")


def layernorm(torch, x, scale, shift):
    return torch.nn.functional.layer_norm(x, x.shape[-1:], scale, shift)


TORCH = {
    "add16m": lambda torch, x, y: torch.add(x, y), "exp16m": lambda torch, x: torch.exp(x),
    "tanh16m": lambda torch, x: torch.tanh(x), "gelu16m": gelu, "softmax": lambda torch, x: torch.softmax(x, 1),
    "layernorm": layernorm, "transpose4096": lambda torch, x: x.t().contiguous(), "rowsum": lambda torch, x: x.sum(1),
    "reducesum16m": lambda torch, x: x.sum(), "matmul512": lambda torch, a, b: a @ b, "matmul1024": lambda torch, a, b: a @ b,
    "matmul2048": lambda torch, a, b: a @ b,
}


def parameters(text):
    """(kind, shape) of each parameter of main in StableHLO text; None if one has another form than tensor<4x8xf32>."""
    start = text.index("@main")
    found = []
    for parameter in re.findall(r"%\w+: (\S+?tensor<[^>]*>|tensor<[^>]*>|[^,)]+)", text[start:text.index("->", start)]):
        match = re.fullmatch(r"tensor<((?:\d+x)*)(\w+)>", parameter)
        if match is None or match.group(2) not in BYTES:
            return None
        found.append((match.group(2), tuple(int(size) for size in match.group(1).split("x") if size)))
    return found


def of_folder(folder, translate):
    """The programs of a folder of folders X/X.mlir and X/X.hlo; translate makes StableHLO of a file of HLO text."""
    programs = []
    for place in sorted(path for path in Path(folder).iterdir() if path.is_dir()):
        for file in (place / f"{place.name}.mlir", place / f"{place.name}.hlo"):
            if file.exists():
                text = file.read_text() if file.suffix == ".mlir" else translate(file)
                inputs = parameters(text)
                if inputs is not None:
                    multiplies = "dot_general" in text or "convolution" in text
                    programs.append(Program(place.name, "folder", text, inputs, torch=TORCH.get(place.name), fast=True,
                                            tolerance=2e-2 if multiplies else 1e-4))
                break
    return programs
