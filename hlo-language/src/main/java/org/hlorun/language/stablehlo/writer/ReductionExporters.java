package org.hlorun.language.stablehlo.writer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirAttribute;

/** Reductions, windows, maps and scans. */
final class ReductionExporters {
  private ReductionExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    table.put(Opcode.REDUCE, ReductionExporters::reduce);
    table.put(Opcode.REDUCE_WINDOW, ReductionExporters::reduceWindow);
    table.put(Opcode.SELECT_AND_SCATTER, ReductionExporters::selectAndScatter);
    table.put(Opcode.MAP, ReductionExporters::map);
    table.put(Opcode.SCAN, ReductionExporters::scan);
  }

  private static Value reduce(Source source) {
    return source.addSpread(
        "stablehlo.reduce",
        source.operands(),
        Map.of("dimensions", MlirAttributes.list(source.integers(Attribute.DIMENSIONS))),
        source.block().function(source.get(Attribute.TO_APPLY)));
  }

  private static Window window(Source source) {
    Window window = source.find(Attribute.WINDOW).orElse(new Window(List.of()));
    if (window.dimensions().stream().anyMatch(WindowDimension::reversed)) {
      throw source.unsupported("StableHLO has no reversed windows here");
    }
    return window;
  }

  /** {@code padding}: a row of low and high padding per dimension. */
  static MlirAttribute padding(List<WindowDimension> dimensions) {
    long[] padding = new long[2 * dimensions.size()];
    for (int d = 0; d < dimensions.size(); d++) {
      padding[2 * d] = dimensions.get(d).paddingLow();
      padding[2 * d + 1] = dimensions.get(d).paddingHigh();
    }
    return MlirAttributes.matrix(dimensions.size(), 2, LongList.of(padding));
  }

  private static Map<String, MlirAttribute> sizes(List<WindowDimension> window) {
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    attributes.put("window_dimensions", MovementExporters.column(window, WindowDimension::size));
    attributes.put("window_strides", MovementExporters.column(window, WindowDimension::stride));
    attributes.put("padding", padding(window));
    return attributes;
  }

  private static Value reduceWindow(Source source) {
    List<WindowDimension> window = window(source).dimensions();
    Map<String, MlirAttribute> attributes = sizes(window);
    attributes.put(
        "base_dilations", MovementExporters.column(window, WindowDimension::baseDilation));
    attributes.put(
        "window_dilations", MovementExporters.column(window, WindowDimension::windowDilation));
    return source.addSpread(
        "stablehlo.reduce_window",
        source.operands(),
        attributes,
        source.block().function(source.get(Attribute.TO_APPLY)));
  }

  private static Value selectAndScatter(Source source) {
    Window window = window(source);
    for (WindowDimension dimension : window.dimensions()) {
      if (dimension.baseDilation() != 1 || dimension.windowDilation() != 1) {
        throw source.unsupported("StableHLO's select_and_scatter has no dilation");
      }
    }
    return source.add(
        "stablehlo.select_and_scatter",
        sizes(window.dimensions()),
        source.block().function(source.get(Attribute.SELECT)),
        source.block().function(source.get(Attribute.SCATTER)));
  }

  /** StableHLO says all dimensions, HLO text may leave them out. */
  private static Value map(Source source) {
    LongList all = LongList.range(source.shape().asArray().rank());
    return source.add(
        "stablehlo.map",
        Map.of("dimensions", MlirAttributes.list(all)),
        source.block().function(source.get(Attribute.TO_APPLY)));
  }

  private static Value scan(Source source) {
    long carries = source.get(Attribute.NUM_CARRIES);
    long inputs = source.instruction().operandCount() - carries;
    return source.addSpread(
        "chlo.scan",
        source.operands(),
        Map.of(
            "dimension",
            MlirAttributes.i64(source.get(Attribute.DIMENSIONS).get(0)),
            "is_reverse",
            MlirAttributes.bool(source.flag(Attribute.IS_REVERSE)),
            "is_associative",
            MlirAttributes.bool(source.flag(Attribute.IS_ASSOCIATIVE)),
            "operandSegmentSizes",
            MlirAttributes.list32(LongList.of(inputs, carries))),
        source.block().function(source.get(Attribute.TO_APPLY)));
  }
}
