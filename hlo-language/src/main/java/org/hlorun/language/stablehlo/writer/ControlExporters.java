package org.hlorun.language.stablehlo.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirValue;

/** Loops, branches, tuples, tokens. */
final class ControlExporters {
  private ControlExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    table.put(Opcode.TUPLE, ControlExporters::tuple);
    table.put(
        Opcode.GET_TUPLE_ELEMENT,
        s -> s.block().element(s.value(0), Math.toIntExact(s.get(Attribute.INDEX))));
    table.put(Opcode.WHILE, ControlExporters::whileLoop);
    table.put(Opcode.CONDITIONAL, ControlExporters::conditional);
    table.put(
        Opcode.OPT_BARRIER,
        s -> s.addSpread("stablehlo.optimization_barrier", s.block().spread(s.value(0)), Map.of()));
    table.put(Opcode.AFTER_ALL, s -> s.add("stablehlo.after_all"));
  }

  private static Value tuple(Source source) {
    List<Value> elements = new ArrayList<>();
    for (int i = 0; i < source.instruction().operandCount(); i++) {
      elements.add(source.value(i));
    }
    return new Value.Elements(elements);
  }

  private static Value whileLoop(Source source) {
    BlockExport block = source.block();
    return source.addSpread(
        "stablehlo.while",
        block.spread(source.value(0)),
        Map.of(),
        block.loop(source.get(Attribute.CONDITION)),
        block.loop(source.get(Attribute.BODY)));
  }

  /** The operand of a branch becomes something its region takes from outside. */
  private static Value conditional(Source source) {
    List<HloComputation> computations =
        source
            .find(Attribute.BRANCH_COMPUTATIONS)
            .orElseGet(
                () ->
                    List.of(
                        source.get(Attribute.TRUE_COMPUTATION),
                        source.get(Attribute.FALSE_COMPUTATION)));
    MlirRegion[] regions = new MlirRegion[computations.size()];
    for (int i = 0; i < regions.length; i++) {
      regions[i] = source.block().branch(computations.get(i), source.value(i + 1));
    }
    boolean predicate = source.array(0).elementType().isPred();
    List<MlirValue> selector = List.of(source.operand(0));
    return source.addSpread(
        predicate ? "stablehlo.if" : "stablehlo.case", selector, Map.of(), regions);
  }
}
