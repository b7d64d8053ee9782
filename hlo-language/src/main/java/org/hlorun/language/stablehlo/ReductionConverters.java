package org.hlorun.language.stablehlo;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** Reductions, windows, maps and scans. */
final class ReductionConverters {
  private ReductionConverters() {}

  static void register(Map<String, Converter> table) {
    table.put("stablehlo.reduce", ReductionConverters::reduce);
    table.put("stablehlo.reduce_window", ReductionConverters::reduceWindow);
    table.put("stablehlo.select_and_scatter", Converter.of(ReductionConverters::selectAndScatter));
    table.put("stablehlo.map", Converter.of(ReductionConverters::map));
    table.put("chlo.scan", ReductionConverters::scan);
  }

  private static List<HloInstruction> reduce(Op op) {
    HloComputation function = Regions.function(op, 0);
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.DIMENSIONS, op.integers("dimensions"))
            .put(Attribute.TO_APPLY, function)
            .build();
    HloInstruction reduce = op.builder().add(Opcode.REDUCE, promoted(op), attributes);
    return op.builder().unpack(reduce, op.operandCount() / 2);
  }

  /** Inputs and initial values in the element types that the function computes with. */
  private static List<HloInstruction> promoted(Op op) {
    int arguments = op.region(0).blocks().getFirst().arguments().size();
    return Promotion.operands(op, 0, i -> arguments == 0 ? -1 : i % arguments);
  }

  private static List<HloInstruction> reduceWindow(Op op) {
    HloComputation function = Regions.function(op, 0);
    int rank = op.shape(0).rank();
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.WINDOW, window(op, op.integers("window_dimensions")))
            .put(Attribute.TO_APPLY, function)
            .build();
    if (op.integers("window_dimensions").size() != rank) {
      throw op.malformed("needs one window size per dimension of its operand");
    }
    HloInstruction reduce = op.builder().add(Opcode.REDUCE_WINDOW, promoted(op), attributes);
    return op.builder().unpack(reduce, op.operandCount() / 2);
  }

  /** The window of {@code reduce_window} and {@code select_and_scatter}. */
  private static Window window(Op op, LongList sizes) {
    LongList ones = LongList.filled(sizes.size(), 1);
    return window(
        sizes,
        op.integers("window_strides", ones),
        op.integers("base_dilations", ones),
        op.integers("window_dilations", ones),
        op.integers("padding", LongList.filled(2 * sizes.size(), 0)));
  }

  private static Window window(
      LongList sizes, LongList strides, LongList base, LongList dilations, LongList padding) {
    return new Window(
        IntStream.range(0, sizes.size())
            .mapToObj(
                d ->
                    new WindowDimension(
                        sizes.get(d),
                        strides.get(d),
                        padding.get(2 * d),
                        padding.get(2 * d + 1),
                        dilations.get(d),
                        base.get(d),
                        false))
            .toList());
  }

  /** A custom call whose last five operands say the window and which calls its function. */
  static List<HloInstruction> dynamicReduceWindow(Op op) {
    int arrays = op.operandCount() - 5;
    if (arrays < 2
        || op.array("called_computations").size() != 1
        || !(op.array("called_computations").getFirst() instanceof SymbolAttribute function)) {
      throw op.malformed("needs operands, a window and a function");
    }
    Window window =
        window(
            DynamicConverters.known(op, arrays),
            DynamicConverters.known(op, arrays + 1),
            DynamicConverters.known(op, arrays + 2),
            DynamicConverters.known(op, arrays + 3),
            DynamicConverters.known(op, arrays + 4));
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.WINDOW, window)
            .put(Attribute.TO_APPLY, op.scope().importer().callee(op, function.leaf(), null))
            .build();
    HloInstruction reduce =
        op.builder().add(Opcode.REDUCE_WINDOW, op.operands().subList(0, arrays), attributes);
    return op.builder().unpack(reduce, arrays / 2);
  }

  /** The operand is promoted for both functions: widening changes nothing in what is selected. */
  private static HloInstruction selectAndScatter(Op op) {
    LongList sizes = op.integers("window_dimensions", LongList.filled(op.shape(0).rank(), 1));
    List<HloInstruction> operands = Promotion.operands(op, 1, i -> 0);
    ElementType type = operands.getFirst().shape().asArray().elementType();
    if (type != op.shape(0).elementType()
        && Types.quantized(op.operation().operands().getFirst().type()) != null) {
      throw op.error(
          DiagnosticCode.UNSUPPORTED,
          "scatters in another quantized type than that of its operand",
          "convert the operands by uniform_quantize first");
    }
    ArrayShape scalar = ArrayShape.scalar(type);
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.WINDOW, window(op, sizes))
            .put(Attribute.SELECT, Regions.function(op, 0, List.of(scalar, scalar)))
            .put(Attribute.SCATTER, Regions.function(op, 1))
            .build();
    return op.builder().add(Opcode.SELECT_AND_SCATTER, operands, attributes);
  }

  private static HloInstruction map(Op op) {
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.DIMENSIONS, op.integers("dimensions"))
            .put(Attribute.TO_APPLY, Regions.function(op, 0))
            .build();
    return op.builder().add(Opcode.MAP, op.operands(), attributes);
  }

  /** The function takes slices of the inputs, then carries, as HLO's scan wants it. */
  private static List<HloInstruction> scan(Op op) {
    LongList segments = op.integers("operandSegmentSizes");
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.DIMENSIONS, LongList.of(op.integer("dimension")))
            .put(Attribute.NUM_CARRIES, segments.get(1))
            .put(Attribute.IS_REVERSE, op.bool("is_reverse", false))
            .put(Attribute.IS_ASSOCIATIVE, op.bool("is_associative", false))
            .put(Attribute.TO_APPLY, Regions.function(op, 0))
            .build();
    HloInstruction scan = op.builder().add(Opcode.SCAN, op.operands(), attributes);
    List<MlirValue> results = op.operation().results();
    return op.builder().unpack(scan, results.size());
  }
}
