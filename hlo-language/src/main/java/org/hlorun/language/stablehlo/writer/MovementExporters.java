package org.hlorun.language.stablehlo.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.shape.ArrayShape;

/** Constants and opcodes that move elements to places known beforehand. */
final class MovementExporters {
  /** Equal elements of larger constants are written out: a splat is read as a broadcast there. */
  private static final long MAX_SPLAT = 256;

  private MovementExporters() {}

  static void register(Map<Opcode, Exporter> table) {
    table.put(Opcode.CONSTANT, MovementExporters::constant);
    table.put(Opcode.IOTA, s -> s.add("stablehlo.iota", Map.of("iota_dimension", iota(s))));
    table.put(
        Opcode.BROADCAST,
        s ->
            s.add(
                "stablehlo.broadcast_in_dim",
                Map.of("broadcast_dimensions", list(s.integers(Attribute.DIMENSIONS)))));
    table.put(Opcode.RESHAPE, s -> s.add("stablehlo.reshape"));
    table.put(Opcode.BITCAST, MovementExporters::bitcast);
    table.put(
        Opcode.TRANSPOSE,
        s ->
            s.add(
                "stablehlo.transpose",
                Map.of("permutation", list(s.integers(Attribute.DIMENSIONS)))));
    table.put(
        Opcode.REVERSE,
        s ->
            s.add(
                "stablehlo.reverse", Map.of("dimensions", list(s.integers(Attribute.DIMENSIONS)))));
    table.put(Opcode.SLICE, MovementExporters::slice);
    table.put(Opcode.PAD, MovementExporters::pad);
    table.put(
        Opcode.CONCATENATE,
        s ->
            s.add(
                "stablehlo.concatenate",
                Map.of("dimension", MlirAttributes.i64(s.get(Attribute.DIMENSIONS).get(0)))));
  }

  private static MlirAttribute list(LongList values) {
    return MlirAttributes.list(values);
  }

  private static MlirAttribute iota(Source source) {
    return MlirAttributes.i64(source.get(Attribute.IOTA_DIMENSION));
  }

  private static Value constant(Source source) {
    Literal value =
        source
            .find(Attribute.VALUE)
            .orElseThrow(
                () ->
                    source.error(
                        DiagnosticCode.ELIDED_CONSTANT,
                        "the text left out its value",
                        "print the program with large constants"));
    return constant(source, value);
  }

  private static Value constant(Source source, Literal literal) {
    return switch (literal) {
      case ArrayLiteral array ->
          new Value.Single(
              source
                  .block()
                  .add(
                      "stablehlo.constant",
                      List.of(),
                      source.withCommon(Map.of("value", dense(array))),
                      List.of(),
                      List.of(MlirTypes.tensor(array.shape())))
                  .getFirst());
      case TupleLiteral tuple -> {
        List<Value> elements = new ArrayList<>();
        tuple.elements().forEach(element -> elements.add(constant(source, element)));
        yield new Value.Elements(elements);
      }
      default -> throw source.unsupported("StableHLO has no constants of this type");
    };
  }

  private static DenseAttribute dense(ArrayLiteral array) {
    long count = array.elementCount();
    boolean splat = count > 1 && count <= MAX_SPLAT;
    for (long i = 1; splat && i < count; i++) {
      splat = sameElement(array, i);
    }
    if (!splat) {
      return new DenseAttribute(MlirTypes.tensor(array.shape()), array, false);
    }
    long size = array.segment().byteSize() / count;
    ArrayLiteral element =
        ArrayLiteral.of(ArrayShape.scalar(array.elementType()), array.segment().asSlice(0, size));
    return new DenseAttribute(MlirTypes.tensor(array.shape()), element, true);
  }

  private static boolean sameElement(ArrayLiteral array, long index) {
    long size = array.segment().byteSize() / array.elementCount();
    return array.segment().asSlice(index * size, size).mismatch(array.segment().asSlice(0, size))
        < 0;
  }

  /** A reinterpretation of memory is a reshape where both layouts are row major. */
  private static Value bitcast(Source source) {
    ArrayShape from = source.array(0);
    ArrayShape to = source.shape().asArray();
    if (!isRowMajor(from) || !isRowMajor(to) || from.elementType() != to.elementType()) {
      throw source.unsupported("StableHLO has no layouts and so no bitcast between them");
    }
    return source.add("stablehlo.reshape");
  }

  private static boolean isRowMajor(ArrayShape shape) {
    return shape.layout() == null || (shape.layout().isRowMajor() && !shape.layout().isTiled());
  }

  private static Value slice(Source source) {
    List<SliceRange> ranges = source.get(Attribute.SLICE);
    return source.add(
        "stablehlo.slice",
        Map.of(
            "start_indices", column(ranges, SliceRange::start),
            "limit_indices", column(ranges, SliceRange::limit),
            "strides", column(ranges, SliceRange::stride)));
  }

  private static Value pad(Source source) {
    List<PaddingDimension> padding = source.get(Attribute.PADDING);
    return source.add(
        "stablehlo.pad",
        Map.of(
            "edge_padding_low", column(padding, PaddingDimension::low),
            "edge_padding_high", column(padding, PaddingDimension::high),
            "interior_padding", column(padding, PaddingDimension::interior)));
  }

  /** One number of each dimension. */
  static <T> MlirAttribute column(List<T> dimensions, ToLongFunction<T> number) {
    return list(LongList.of(dimensions.stream().mapToLong(number).toArray()));
  }
}
