package org.hlorun.gpu.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.kernelir.codegen.LlvmText;
import org.hlorun.kernelir.codegen.Operand;
import org.hlorun.kernelir.codegen.Operands;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.MatrixFactor;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.ir.WarpgroupOperation;

/**
 * Writes what is special to sm_90a as PTX in LLVM IR: LLVM has no instructions for it. The text of
 * a product holds everything from the first to the last use of its sums, so that nothing of LLVM's
 * comes between.
 */
final class WarpgroupEmitter {
  /** Bytes of depth of one {@code wgmma}. */
  private static final int DEPTH_BYTES = 32;

  /** Bytes of eight lines of a tile. */
  private static final int PATTERN_BYTES = 8 * WarpgroupOperation.LINE_BYTES;

  /** Bytes of a box whose lines run across the depth. */
  private static final int TURNED_BOX_BYTES = 64 * WarpgroupOperation.LINE_BYTES;

  /** Depth, in elements of 16 bits, of one {@code wgmma}. */
  private static final int TURNED_DEPTH = 16;

  /** In matrix descriptors: pieces of 16 bytes are exchanged within 128. */
  private static final long SWIZZLE = 1L << 62;

  /** Products that a tile's depth takes. */
  private static final int STEPS = WarpgroupOperation.LINE_BYTES / DEPTH_BYTES;

  private static final int UNIT = 16;
  private static final int ADDRESS_BITS = 0x3FFF;

  private final LlvmText text;
  private final Operands operands;
  private final BlockAddresses addresses;

  WarpgroupEmitter(Operands operands, BlockAddresses addresses) {
    this.text = addresses.text();
    this.operands = operands;
    this.addresses = addresses;
  }

  void emit(WarpgroupOperation operation) {
    switch (operation) {
      case WarpgroupOperation.MakeBarrier op ->
          assembly(
              "mbarrier.init.shared::cta.b64 [$0], %d;".formatted(op.arrivals()),
              "r",
              word(op.barriers(), op.index()));
      case WarpgroupOperation.PublishBarriers op ->
          assembly("fence.mbarrier_init.release.cluster; fence.proxy.async.shared::cta;", "");
      case WarpgroupOperation.Arrive op ->
          assembly(
              "mbarrier.arrive.release.cta.shared::cta.b64 _, [$0];",
              "r",
              word(op.barriers(), op.index()));
      case WarpgroupOperation.Expect op ->
          assembly(
              "mbarrier.arrive.expect_tx.release.cta.shared::cta.b64 _, [$0], %d;"
                  .formatted(op.bytes()),
              "r",
              word(op.barriers(), op.index()));
      case WarpgroupOperation.AwaitPhase op ->
          assembly(
              "{ .reg .pred over; ASK: mbarrier.try_wait.parity.shared::cta.b64 over, [$0], $1;"
                  + " @!over bra ASK; }",
              "r,r",
              word(op.barriers(), op.index()),
              "i32 " + narrow(op.parity()));
      case WarpgroupOperation.CopyBox op -> copy(op);
      case WarpgroupOperation.MultiplyTiles op -> multiply(op);
      case WarpgroupOperation.MultiplyRegisters op -> multiply(op);
    }
  }

  private void assembly(String code, String constraints, String... arguments) {
    text.line(call("void", code, constraints, List.of(arguments)));
  }

  private static String call(String type, String code, String constraints, List<String> arguments) {
    String all = constraints.isEmpty() ? "~{memory}" : constraints + ",~{memory}";
    return "call %s asm sideeffect \"%s\", \"%s\"(%s) convergent nounwind"
        .formatted(type, code, all, String.join(", ", arguments));
  }

  private String narrow(IndexExpr index) {
    return text.assign("trunc i64 %s to i32".formatted(addresses.indices().scalar(index)));
  }

  /** An address in shared memory, an {@code i32}. */
  private String address(Buffer buffer, IndexExpr index) {
    String pointer = addresses.of(buffer, index, BlockAddresses.SHARED);
    return text.assign("ptrtoint ptr addrspace(3) %s to i32".formatted(pointer));
  }

  private String word(Buffer buffer, IndexExpr index) {
    return "i32 " + address(buffer, index);
  }

  private void copy(WarpgroupOperation.CopyBox copy) {
    List<String> arguments = new ArrayList<>();
    arguments.add(word(copy.to(), copy.toIndex()));
    arguments.add(
        "i64 "
            + text.assign(
                "ptrtoint ptr %s to i64".formatted(addresses.pointers().get(copy.map()))));
    arguments.add(word(copy.barriers(), copy.barrier()));
    int rank = copy.position().size();
    copy.position().forEach(position -> arguments.add("i32 " + narrow(position)));
    String position =
        IntStream.range(0, rank)
            .mapToObj(i -> "$" + (3 + i))
            .collect(Collectors.joining(", ", "{", "}"));
    String code =
        "cp.async.bulk.tensor.%dd.shared::cluster.global.mbarrier::complete_tx::bytes [$0], [$1, %s], [$2];"
            .formatted(rank, position);
    assembly(code, "r,l,r" + ",r".repeat(rank), arguments.toArray(String[]::new));
  }

  private void multiply(WarpgroupOperation.MultiplyTiles multiply) {
    String left = descriptor(multiply.a());
    List<String> factors = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      factors.add("i64 " + advance(left, multiply.a(), step));
    }
    Product product =
        new Product(multiply.factors(), multiply.b(), multiply.sums(), multiply.results());
    multiply(product, factors, "l", ", %d".formatted(multiply.a().turned() ? 1 : 0));
  }

  private void multiply(WarpgroupOperation.MultiplyRegisters multiply) {
    List<String> factors =
        multiply.a().stream().map(value -> "i32 " + operands.scalar(value)).toList();
    Product product =
        new Product(multiply.factors(), multiply.b(), multiply.sums(), multiply.results());
    multiply(product, factors, "r", "");
  }

  /** What products have in common whose left factors are tiles or registers. */
  private record Product(
      MatrixFactor factors, WarpgroupOperation.Tile b, List<Value> sums, List<Value> results) {}

  /**
   * A product of four steps.
   *
   * @param left the arguments that are the left factors of all steps
   * @param constraint their constraint in inline assembly
   * @param turned what says whether the left factor is turned
   */
  private void multiply(Product product, List<String> left, String constraint, String turned) {
    int count = product.sums().size();
    int each = left.size() / STEPS;
    List<String> arguments = new ArrayList<>();
    List<String> constraints = new ArrayList<>();
    String register = product.factors().sum() == ScalarType.F32 ? "f" : "r";
    for (int i = 0; i < count; i++) {
      constraints.add("=" + register);
    }
    StringBuilder code = new StringBuilder("{ .reg .pred add; setp.eq.u32 add, 0, 0;");
    code.append(" wgmma.fence.sync.aligned;");
    String right = descriptor(product.b());
    for (int step = 0; step < STEPS; step++) {
      int first = count + arguments.size();
      for (int i = 0; i < each; i++) {
        arguments.add(left.get(step * each + i));
        constraints.add(constraint);
      }
      arguments.add("i64 " + advance(right, product.b(), step));
      constraints.add("l");
      String factor = each == 1 ? "$" + first : registers(first, each);
      code.append(step(product, factor, first + each, turned));
    }
    code.append(" wgmma.commit_group.sync.aligned; wgmma.wait_group.sync.aligned 0; }");
    String type = LlvmText.type(product.factors().sum());
    for (int i = 0; i < count; i++) {
      constraints.add(Integer.toString(i));
      arguments.add(type + " " + operands.scalar(product.sums().get(i)));
    }
    unpack(product, code.toString(), String.join(",", constraints), arguments);
  }

  /** Calls the code of a product and takes its results apart. */
  private void unpack(Product product, String code, String constraints, List<String> arguments) {
    int count = product.results().size();
    String type = LlvmText.type(product.factors().sum());
    String result =
        IntStream.range(0, count).mapToObj(i -> type).collect(Collectors.joining(", ", "{", "}"));
    String all = text.assign(call(result, code, constraints, arguments));
    for (int i = 0; i < count; i++) {
      String part = text.assign("extractvalue %s %s, %d".formatted(result, all, i));
      operands.put(product.results().get(i), new Operand(part, false));
    }
  }

  private static String registers(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> "$" + i)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String step(Product product, String left, int right, String turned) {
    MatrixFactor factors = product.factors();
    String name =
        switch (factors) {
          case BF16 -> "f32.bf16.bf16";
          case F16 -> "f32.f16.f16";
          case S8 -> "s32.s8.s8";
          case U8 -> "s32.u8.u8";
          case TF32, E4M3, E5M2 ->
              throw new IllegalArgumentException("a product of warpgroups of " + factors);
        };
    String scales =
        factors.byteSize() == 1
            ? ""
            : ", 1, 1%s, %d".formatted(turned, product.b().turned() ? 1 : 0);
    return " wgmma.mma_async.sync.aligned.m64n%dk%d.%s %s, %s, $%d, add%s;"
        .formatted(
            2 * product.sums().size(),
            DEPTH_BYTES / factors.byteSize(),
            name,
            registers(0, product.sums().size()),
            left,
            right,
            scales);
  }

  /**
   * A matrix descriptor (PTX ISA, "Matrix Descriptor Format" of wgmma): in units of 16 bytes the
   * address, the distance of boxes where lines run across the depth, and the distance of patterns
   * of eight lines.
   */
  private String descriptor(WarpgroupOperation.Tile tile) {
    String units = text.assign("lshr i32 %s, 4".formatted(address(tile.buffer(), tile.index())));
    String start =
        text.assign(
            "zext i32 %s to i64"
                .formatted(text.assign("and i32 %s, %d".formatted(units, ADDRESS_BITS))));
    long leading = (long) TURNED_BOX_BYTES / UNIT << 16;
    long stride = (long) PATTERN_BYTES / UNIT << 32;
    return text.assign("or i64 %s, %d".formatted(start, SWIZZLE | stride | leading));
  }

  private String advance(String descriptor, WarpgroupOperation.Tile tile, int step) {
    int bytes = tile.turned() ? TURNED_DEPTH * WarpgroupOperation.LINE_BYTES : DEPTH_BYTES;
    return step == 0
        ? descriptor
        : text.assign("add i64 %s, %d".formatted(descriptor, (long) step * bytes / UNIT));
  }
}
