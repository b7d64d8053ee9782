package org.hlorun.language.proto;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TokenLiteral;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.proto.message.XlaData.LiteralProto;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.BufferShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** {@code LiteralProto}: elements stand in the field of their type, in layout order. */
final class LiteralFields {
  private LiteralFields() {}

  static Literal read(LiteralProto proto) {
    return read(proto, ShapeFields.read(proto.getShape()));
  }

  private static Literal read(LiteralProto proto, Shape shape) {
    return switch (shape) {
      case ArrayShape array -> readArray(proto, array);
      case TupleShape tuple -> readTuple(proto, tuple);
      case BufferShape buffer -> readArray(proto, buffer.element());
      default -> new TokenLiteral(shape);
    };
  }

  private static TupleLiteral readTuple(LiteralProto proto, TupleShape shape) {
    ProtoProblem.check(
        proto.getTupleLiteralsCount() == shape.size(),
        "a literal of shape %s has %d elements",
        shape.text(false),
        proto.getTupleLiteralsCount());
    List<Literal> elements = new ArrayList<>();
    for (int i = 0; i < shape.size(); i++) {
      LiteralProto element = proto.getTupleLiterals(i);
      elements.add(element.hasShape() ? read(element) : read(element, shape.element(i)));
    }
    return new TupleLiteral(elements);
  }

  private static ArrayLiteral readArray(LiteralProto proto, ArrayShape shape) {
    long count = elementCount(shape);
    ElementField field = ElementField.of(shape.elementType());
    long present = field.count(proto);
    ProtoProblem.check(
        present == count,
        "a literal of shape %s has %d elements where %d are expected",
        shape.text(false),
        present,
        count);
    ArrayLiteral ordered = ArrayLiteral.allocate(shape);
    field.read(proto, ordered);
    ArrayLiteral literal = LayoutOrder.toRowMajor(ordered);
    return proto.getDynamicSizesCount() == 0
        ? literal
        : literal.withSizes(sizes(ProtoLists.longs(proto.getDynamicSizesList()), shape));
  }

  private static long elementCount(ArrayShape shape) {
    try {
      return shape.elementCount();
    } catch (ArithmeticException e) {
      throw ProtoProblem.of("a literal cannot have the shape " + shape.text(false));
    }
  }

  private static LongList sizes(LongList sizes, ArrayShape shape) {
    boolean fit = sizes.size() == shape.rank();
    for (int i = 0; fit && i < sizes.size(); i++) {
      fit = sizes.get(i) >= 0 && sizes.get(i) <= shape.dimension(i);
    }
    ProtoProblem.check(fit, "sizes {%s} do not fit into %s", sizes, shape.text(false));
    return sizes;
  }

  static LiteralProto write(Literal literal) {
    LiteralProto.Builder proto =
        LiteralProto.newBuilder().setShape(ShapeFields.write(literal.shape()));
    switch (literal) {
      case ArrayLiteral array -> {
        ElementField.of(array.elementType()).write(LayoutOrder.fromRowMajor(array), proto);
        if (array.isPartial()) {
          proto.addAllDynamicSizes(ProtoLists.boxed(array.sizes()));
        }
      }
      case TupleLiteral tuple ->
          tuple.elements().forEach(element -> proto.addTupleLiterals(write(element)));
      case TokenLiteral token -> {} // the shape says it all
    }
    return proto.build();
  }
}
