package org.hlorun.language.proto;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.inference.TupleLimits;
import org.hlorun.language.ir.ProgramShape;
import org.hlorun.language.proto.message.XlaData.LayoutProto;
import org.hlorun.language.proto.message.XlaData.PrimitiveType;
import org.hlorun.language.proto.message.XlaData.ProgramShapeProto;
import org.hlorun.language.proto.message.XlaData.ShapeProto;
import org.hlorun.language.proto.message.XlaData.SplitConfigProto;
import org.hlorun.language.proto.message.XlaData.TileProto;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.BufferShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Layout;
import org.hlorun.language.shape.OpaqueShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.SplitConfig;
import org.hlorun.language.shape.Tile;
import org.hlorun.language.shape.TokenShape;
import org.hlorun.language.shape.TupleShape;

/** {@code ShapeProto}, {@code LayoutProto} and {@code ProgramShapeProto}. */
final class ShapeFields {
  private ShapeFields() {}

  static Shape read(ShapeProto proto) {
    return read(proto, 0);
  }

  private static Shape read(ShapeProto proto, int depth) {
    ProtoProblem.check(depth <= TupleLimits.MAX_DEPTH, "a shape is nested too deeply");
    return switch (proto.getElementType()) {
      case TUPLE ->
          new TupleShape(
              proto.getTupleShapesList().stream().map(part -> read(part, depth + 1)).toList());
      case TOKEN -> TokenShape.INSTANCE;
      case OPAQUE_TYPE -> OpaqueShape.INSTANCE;
      case BUFFER -> {
        Shape element =
            proto.getTupleShapesCount() == 1 ? read(proto.getTupleShapes(0), depth + 1) : null;
        ProtoProblem.check(
            element instanceof ArrayShape, "a buffer shape must have one array shape in it");
        yield new BufferShape(element.asArray());
      }
      default -> readArray(proto);
    };
  }

  private static ElementType elementType(ShapeProto proto) {
    if (!proto.getElementTypeName().isEmpty()) {
      String name = ProtoText.of(proto.getElementTypeName());
      return ElementType.of(name)
          .orElseThrow(() -> ProtoProblem.of("\"%s\" is no element type".formatted(name)));
    }
    return ProtoEnums.find(ElementType.class, proto.getElementType(), "")
        .orElseThrow(
            () ->
                ProtoProblem.of(
                    "element type %d is not known".formatted(proto.getElementTypeValue())));
  }

  private static ArrayShape readArray(ShapeProto proto) {
    ElementType type = elementType(proto);
    int rank = proto.getDimensionsCount();
    ProtoProblem.check(
        rank <= ArrayShape.MAX_RANK, "rank %d is above the limit %d", rank, ArrayShape.MAX_RANK);
    int marks = proto.getIsDynamicDimensionCount();
    ProtoProblem.check(
        marks == 0 || marks == rank, "%d dynamic marks for %d dimensions", marks, rank);
    for (long size : proto.getDimensionsList()) {
      ProtoProblem.check(
          size >= 0 || size == ArrayShape.UNBOUNDED, "dimension size %d is negative", size);
    }
    ArrayShape shape = ArrayShape.of(type, ProtoLists.longs(proto.getDimensionsList()));
    for (int i = 0; i < rank; i++) {
      boolean unbounded = proto.getDimensions(i) == ArrayShape.UNBOUNDED;
      if (unbounded || (marks > 0 && proto.getIsDynamicDimension(i))) {
        shape = shape.withDynamic(i, true);
      }
    }
    return proto.hasLayout() ? shape.withLayout(readLayout(proto.getLayout(), rank)) : shape;
  }

  private static Layout readLayout(LayoutProto proto, int rank) {
    LongList minorToMajor = ProtoLists.longs(proto.getMinorToMajorList());
    ProtoProblem.check(
        minorToMajor.size() == rank,
        "Dimensions size is %d, but minor to major size is %d.",
        rank,
        minorToMajor.size());
    for (int i = 0; i < rank; i++) {
      ProtoProblem.check(
          minorToMajor.contains(i),
          "layout minor_to_major {%s} is not a permutation of the dimensions",
          minorToMajor);
    }
    return new Layout(
        minorToMajor,
        proto.getTilesList().stream()
            .map(tile -> new Tile(ProtoLists.longs(tile.getDimensionsList())))
            .toList(),
        Math.max(1, proto.getTailPaddingAlignmentInElements()),
        sparseType(proto.getIndexPrimitiveType()),
        sparseType(proto.getPointerPrimitiveType()),
        proto.getElementSizeInBits(),
        proto.getMemorySpace(),
        proto.getSplitConfigsList().stream()
            .map(s -> new SplitConfig(s.getDimension(), ProtoLists.longs(s.getSplitIndicesList())))
            .toList(),
        proto.getDynamicShapeMetadataPrefixBytes());
  }

  private static ElementType sparseType(PrimitiveType type) {
    return type == PrimitiveType.PRIMITIVE_TYPE_INVALID
        ? null
        : ProtoEnums.model(ElementType.class, type, "");
  }

  static ShapeProto write(Shape shape) {
    ShapeProto.Builder proto = ShapeProto.newBuilder();
    switch (shape) {
      case ArrayShape array -> writeArray(array, proto);
      case TupleShape tuple -> {
        proto.setElementType(PrimitiveType.TUPLE);
        tuple.elements().forEach(element -> proto.addTupleShapes(write(element)));
      }
      case BufferShape buffer ->
          proto.setElementType(PrimitiveType.BUFFER).addTupleShapes(write(buffer.element()));
      case TokenShape token -> proto.setElementType(PrimitiveType.TOKEN);
      case OpaqueShape opaque -> proto.setElementType(PrimitiveType.OPAQUE_TYPE);
    }
    return proto.build();
  }

  private static void writeArray(ArrayShape shape, ShapeProto.Builder proto) {
    ElementType type = shape.elementType();
    if (hasNumber(type)) {
      proto.setElementType(ProtoEnums.wire(PrimitiveType.class, type, ""));
    } else {
      proto.setElementTypeName(ProtoText.bytes(type.text()));
    }
    for (int i = 0; i < shape.rank(); i++) {
      proto.addDimensions(shape.dimension(i)).addIsDynamicDimension(shape.isDynamic(i));
    }
    proto.setLayout(writeLayout(shape.layout()));
  }

  /** Whether the public format has a number for a type. */
  static boolean hasNumber(ElementType type) {
    return switch (type) {
      case F6E2M3FN, F6E3M2FN -> false;
      default -> true;
    };
  }

  private static LayoutProto writeLayout(Layout layout) {
    LayoutProto.Builder proto = LayoutProto.newBuilder();
    proto.addAllMinorToMajor(ProtoLists.boxed(layout.minorToMajor()));
    for (Tile tile : layout.tiles()) {
      proto.addTiles(TileProto.newBuilder().addAllDimensions(ProtoLists.boxed(tile.dimensions())));
    }
    proto.setTailPaddingAlignmentInElements(layout.tailPaddingAlignment());
    if (layout.indexType() != null) {
      proto.setIndexPrimitiveType(ProtoEnums.wire(PrimitiveType.class, layout.indexType(), ""));
    }
    if (layout.pointerType() != null) {
      proto.setPointerPrimitiveType(ProtoEnums.wire(PrimitiveType.class, layout.pointerType(), ""));
    }
    proto.setElementSizeInBits(layout.elementSizeInBits());
    proto.setMemorySpace(layout.memorySpace());
    for (SplitConfig split : layout.splitConfigs()) {
      proto.addSplitConfigs(
          SplitConfigProto.newBuilder()
              .setDimension(split.dimension())
              .addAllSplitIndices(ProtoLists.boxed(split.splitIndices())));
    }
    proto.setDynamicShapeMetadataPrefixBytes(layout.dynamicShapeMetadataPrefixBytes());
    return proto.build();
  }

  static ProgramShape readProgram(ProgramShapeProto proto) {
    List<Shape> parameters = new ArrayList<>();
    proto.getParametersList().forEach(parameter -> parameters.add(read(parameter)));
    return new ProgramShape(parameters, read(proto.getResult()));
  }

  static ProgramShapeProto writeProgram(ProgramShape shape, List<String> parameterNames) {
    ProgramShapeProto.Builder proto = ProgramShapeProto.newBuilder();
    shape.parameters().forEach(parameter -> proto.addParameters(write(parameter)));
    parameterNames.forEach(name -> proto.addParameterNames(ProtoText.bytes(name)));
    return proto.setResult(write(shape.result())).build();
  }
}
