package org.hlorun.language.stablehlo.writer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirValue;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * An instruction being written: its operands as values, its attributes in StableHLO's forms.
 *
 * @param instruction the instruction
 * @param block where its operations go
 * @param shape the shape of its result
 */
record Source(HloInstruction instruction, BlockExport block, Shape shape) {
  Source(HloInstruction instruction, BlockExport block) {
    this(instruction, block, instruction.shape());
  }

  /** The type of an instruction's value. */
  static MlirType typeOf(HloInstruction instruction) {
    return MlirTypes.of(instruction.shape());
  }

  /** What any operation or argument may carry besides its own attributes. */
  static Map<String, MlirAttribute> common(HloInstruction instruction) {
    Map<String, MlirAttribute> attributes = new LinkedHashMap<>();
    instruction
        .find(Attribute.SHARDING)
        .ifPresent(
            sharding ->
                attributes.put(
                    "mhlo.sharding",
                    MlirAttributes.string(HloPrinter.print(sharding, instruction.shape()))));
    instruction
        .find(Attribute.FRONTEND_ATTRIBUTES)
        .ifPresent(entries -> attributes.put("mhlo.frontend_attributes", dictionary(entries)));
    return attributes;
  }

  /** The entries as strings. */
  static DictionaryAttribute dictionary(KeyValues entries) {
    Map<String, MlirAttribute> strings = new LinkedHashMap<>();
    entries.entries().forEach((k, v) -> strings.put(k, MlirAttributes.string(v)));
    return new DictionaryAttribute(strings);
  }

  /** An error at the instruction's place. */
  HloException error(DiagnosticCode code, String message, String remedy) {
    Diagnostic diagnostic =
        Diagnostic.of(
            code,
            "the instruction %s (%s): %s"
                .formatted(instruction.name(), instruction.opcode().mnemonic(), message),
            remedy);
    return new HloException(
        block.module().module().locate(instruction).map(diagnostic::at).orElse(diagnostic));
  }

  HloException unsupported(String message) {
    return error(DiagnosticCode.UNSUPPORTED, message, null);
  }

  /** The error that an attribute cannot be said in StableHLO. */
  void refuse(Attribute<?>... attributes) {
    for (Attribute<?> attribute : attributes) {
      if (instruction.has(attribute)) {
        throw unsupported("StableHLO has no place for the attribute " + attribute.name());
      }
    }
  }

  /** The name of the opcode in StableHLO. */
  String shortName() {
    return instruction.opcode().name().toLowerCase(Locale.ROOT);
  }

  <T> T get(Attribute<T> attribute) {
    return instruction.get(attribute);
  }

  <T> Optional<T> find(Attribute<T> attribute) {
    return instruction.find(attribute);
  }

  LongList integers(Attribute<LongList> attribute) {
    return find(attribute).orElse(LongList.empty());
  }

  boolean flag(Attribute<Boolean> attribute) {
    return find(attribute).orElse(false);
  }

  ArrayShape array(int operand) {
    return instruction.operand(operand).shape().asArray();
  }

  Value value(int operand) {
    return block.value(instruction.operand(operand));
  }

  MlirValue operand(int index) {
    return block.single(value(index));
  }

  List<MlirValue> operands() {
    return operands(0, instruction.operandCount());
  }

  List<MlirValue> operands(int from, int to) {
    List<MlirValue> operands = new ArrayList<>();
    for (int i = from; i < to; i++) {
      operands.add(operand(i));
    }
    return operands;
  }

  /** An operation on all operands, without attributes of its own, with one result. */
  Value add(String name) {
    return add(name, Map.of());
  }

  /** An operation on all operands with one result. */
  Value add(String name, Map<String, MlirAttribute> attributes, MlirRegion... regions) {
    return add(name, operands(), attributes, regions);
  }

  /** The operation of the instruction; a tuple is several results, but for one of one element. */
  Value add(
      String name,
      List<MlirValue> operands,
      Map<String, MlirAttribute> attributes,
      MlirRegion... regions) {
    return BlockExport.isSpread(shape())
        ? addSpread(name, operands, attributes, regions)
        : new Value.Single(
            block
                .add(
                    name,
                    operands,
                    withCommon(attributes),
                    List.of(regions),
                    List.of(MlirTypes.of(shape())))
                .getFirst());
  }

  /** The operation of the instruction; any tuple is as many results. */
  Value addSpread(
      String name,
      List<MlirValue> operands,
      Map<String, MlirAttribute> attributes,
      MlirRegion... regions) {
    List<Shape> shapes =
        shape() instanceof TupleShape(List<Shape> elements) ? elements : List.of(shape());
    List<MlirValue> results =
        block.add(
            name,
            operands,
            withCommon(attributes),
            List.of(regions),
            shapes.stream().map(MlirTypes::of).toList());
    return shape() instanceof TupleShape
        ? BlockExport.elements(results)
        : new Value.Single(results.getFirst());
  }

  Map<String, MlirAttribute> withCommon(Map<String, MlirAttribute> attributes) {
    Map<String, MlirAttribute> all = new LinkedHashMap<>(attributes);
    all.putAll(common(instruction));
    return all;
  }
}
