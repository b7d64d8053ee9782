package org.hlorun.gpu.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.kernelir.codegen.IndexEmitter;
import org.hlorun.kernelir.codegen.LlvmText;
import org.hlorun.kernelir.codegen.Operand;
import org.hlorun.kernelir.codegen.Operands;
import org.hlorun.kernelir.ir.BlockOperation;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.ir.WarpgroupOperation;

/** Writes what the threads of a block do together as intrinsics of NVPTX. */
final class BlockOperationEmitter {
  private final LlvmText text;
  private final Operands operands;
  private final BlockAddresses addresses;
  private final WarpgroupEmitter warpgroups;
  private final WarpShuffle shuffle;

  BlockOperationEmitter(
      LlvmText text, Operands operands, IndexEmitter indices, Map<Buffer, String> pointers) {
    this.text = text;
    this.operands = operands;
    this.addresses = new BlockAddresses(text, indices, pointers);
    this.warpgroups = new WarpgroupEmitter(operands, addresses);
    this.shuffle = new WarpShuffle(text);
  }

  void emit(BlockOperation operation) {
    switch (operation) {
      case BlockOperation.Barrier op -> call("barrier0", "");
      case BlockOperation.AsyncCommit op -> call("cp.async.commit.group", "");
      case BlockOperation.AsyncWait op -> {
        text.declare("void @llvm.nvvm.cp.async.wait.group(i32 immarg)");
        text.line("call void @llvm.nvvm.cp.async.wait.group(i32 %d)".formatted(op.pending()));
      }
      case BlockOperation.AsyncCopy op -> copy(op);
      case BlockOperation.LoadMatrices op -> load(op);
      case BlockOperation.MultiplyMatrices op -> multiply(op);
      case BlockOperation.ExchangeLanes op ->
          operands.put(
              op.result(),
              new Operand(
                  shuffle.exchange(op.value().type(), operands.scalar(op.value()), op.distance()),
                  false));
      case BlockOperation.PackFactors op -> pack(op);
      case BlockOperation.PowerOfTwo op -> {
        String name = "@llvm.nvvm.ex2.approx.ftz.f";
        text.declare("float %s(float)".formatted(name));
        String exponent = operands.scalar(op.exponent());
        String power = text.assign("call float %s(float %s)".formatted(name, exponent));
        operands.put(op.result(), new Operand(power, false));
      }
      case WarpgroupOperation op -> warpgroups.emit(op);
    }
  }

  private void call(String name, String types) {
    text.declare("void @llvm.nvvm.%s(%s)".formatted(name, types));
    text.line("call void @llvm.nvvm.%s()".formatted(name));
  }

  /** Where the mask is false no byte is read: the rest of the 16 is filled with zeros. */
  private void copy(BlockOperation.AsyncCopy copy) {
    String to = addresses.of(copy.to(), copy.toIndex(), BlockAddresses.SHARED);
    String from = addresses.of(copy.from(), copy.fromIndex(), BlockAddresses.GLOBAL);
    String name = "llvm.nvvm.cp.async.cg.shared.global.16";
    String pointers = "ptr addrspace(3) %s, ptr addrspace(1) %s".formatted(to, from);
    if (copy.mask() == null) {
      text.declare("void @%s(ptr addrspace(3), ptr addrspace(1))".formatted(name));
      text.line("call void @%s(%s)".formatted(name, pointers));
      return;
    }
    String bytes =
        text.assign(
            "select i1 %s, i32 %d, i32 0"
                .formatted(operands.scalar(copy.mask()), BlockOperation.AsyncCopy.BYTES));
    text.declare("void @%s.s(ptr addrspace(3), ptr addrspace(1), i32)".formatted(name));
    text.line("call void @%s.s(%s, i32 %s)".formatted(name, pointers, bytes));
  }

  private void load(BlockOperation.LoadMatrices load) {
    String name =
        "llvm.nvvm.ldmatrix.sync.aligned.m8n8.x4%s.b16.p3"
            .formatted(load.transposed() ? ".trans" : "");
    String result = "{i32, i32, i32, i32}";
    text.declare("%s @%s(ptr addrspace(3))".formatted(result, name));
    String address = addresses.of(load.buffer(), load.index(), BlockAddresses.SHARED);
    unpack(
        load.results(),
        result,
        text.assign("call %s @%s(ptr addrspace(3) %s)".formatted(result, name, address)));
  }

  private void pack(BlockOperation.PackFactors pack) {
    boolean half = pack.factors() == MatrixFactor.F16;
    String type = half ? "<2 x half>" : "<2 x bfloat>";
    String name = half ? "@llvm.nvvm.ff2f16x2.rn" : "@llvm.nvvm.ff2bf16x2.rn";
    text.declare("%s %s(float, float)".formatted(type, name));
    String pair =
        text.assign(
            "call %s %s(float %s, float %s)"
                .formatted(type, name, operands.scalar(pack.high()), operands.scalar(pack.low())));
    String bits = text.assign("bitcast %s %s to i32".formatted(type, pair));
    operands.put(pack.result(), new Operand(bits, false));
  }

  private void unpack(List<Value> results, String type, String aggregate) {
    for (int i = 0; i < results.size(); i++) {
      String part = text.assign("extractvalue %s %s, %d".formatted(type, aggregate, i));
      operands.put(results.get(i), new Operand(part, false));
    }
  }

  private void multiply(BlockOperation.MultiplyMatrices multiply) {
    MatrixFactor factors = multiply.factors();
    String sum = LlvmText.type(factors.sum());
    String register = factors == MatrixFactor.F16 ? "<2 x half>" : "i32";
    List<String> arguments = new ArrayList<>();
    List<String> types = new ArrayList<>();
    for (Value value : multiply.a()) {
      add(register, register(value, factors), types, arguments);
    }
    for (Value value : multiply.b()) {
      add(register, register(value, factors), types, arguments);
    }
    for (Value value : multiply.c()) {
      add(sum, operands.scalar(value), types, arguments);
    }
    String result = "{%1$s, %1$s, %1$s, %1$s}".formatted(sum);
    String called = String.join(", ", arguments);
    if (factors == MatrixFactor.E4M3 || factors == MatrixFactor.E5M2) {
      String assembly = assembly(factors == MatrixFactor.E4M3 ? "e4m3" : "e5m2");
      String call = "call %s %s(%s)".formatted(result, assembly, called);
      unpack(multiply.results(), result, text.assign(call));
      return;
    }
    String name = "llvm.nvvm.mma." + shape(factors);
    text.declare("%s @%s(%s)".formatted(result, name, String.join(", ", types)));
    String call = "call %s @%s(%s)".formatted(result, name, called);
    unpack(multiply.results(), result, text.assign(call));
  }

  /** LLVM 20 has no intrinsic for products of floats of 8 bits. */
  private static String assembly(String type) {
    return ("asm \"mma.sync.aligned.m16n8k32.row.col.f32.%1$s.%1$s.f32 {$0, $1, $2, $3}, "
            + "{$4, $5, $6, $7}, {$8, $9}, {$10, $11, $12, $13};\", "
            + "\"=f,=f,=f,=f,r,r,r,r,r,r,f,f,f,f\"")
        .formatted(type);
  }

  private static void add(String type, String value, List<String> types, List<String> arguments) {
    types.add(type);
    arguments.add(type + " " + value);
  }

  private String register(Value value, MatrixFactor factors) {
    String bits = operands.scalar(value);
    return switch (factors) {
      case F16 -> text.assign("bitcast i32 %s to <2 x half>".formatted(bits));
      case TF32 -> {
        text.declare("i32 @llvm.nvvm.f2tf32.rna(float)");
        String number = text.assign("bitcast i32 %s to float".formatted(bits));
        yield text.assign("call i32 @llvm.nvvm.f2tf32.rna(float %s)".formatted(number));
      }
      default -> bits;
    };
  }

  private static String shape(MatrixFactor factors) {
    return switch (factors) {
      case TF32 -> "m16n8k8.row.col.tf32";
      case BF16 -> "m16n8k16.row.col.bf16";
      case F16 -> "m16n8k16.row.col.f32.f32";
      case S8 -> "m16n8k32.row.col.s8";
      case U8 -> "m16n8k32.row.col.u8";
      case E4M3, E5M2 -> throw new IllegalArgumentException(factors + " has no intrinsic");
    };
  }
}
