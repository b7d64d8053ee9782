package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;
import org.hlorun.language.shape.TupleShape;

/** Communication between devices and with the host, and the ends of what runs asynchronously. */
final class CommunicationShapes {
  private CommunicationShapes() {}

  /** Collectives that leave the shapes as they are: one array, or a tuple of several. */
  static Shape unchanged(List<Shape> operands) {
    operands.forEach(operand -> Check.array(operand, "operand of a collective"));
    return ControlShapes.single(operands);
  }

  /** {@code collective-broadcast}: the operands, without a last one that says where from. */
  static Shape broadcast(List<Shape> operands, boolean hasDynamicRoot) {
    Check.that(
        !hasDynamicRoot || operands.size() > 1,
        "collective-broadcast with a dynamic root must have the roots as its last operand.");
    return unchanged(hasDynamicRoot ? operands.subList(0, operands.size() - 1) : operands);
  }

  /** {@code collective-permute}: the operand, or the array that is updated in place. */
  static Shape permute(List<Shape> operands, boolean hasSlices) {
    return hasSlices && operands.size() == 4 ? operands.get(1) : ControlShapes.single(operands);
  }

  /** The result of an asynchronous operation whose start returns it as one part of a tuple. */
  static Shape part(String what, Shape started, int index) {
    Check.that(
        started instanceof TupleShape tuple && tuple.size() > index,
        "The operand of %s must be a tuple of at least %d elements, but is %s.",
        what,
        index + 1,
        started);
    return started.asTuple().element(index);
  }

  /** {@code send}: the data in flight, a context, a token. */
  static Shape send(Shape data, Shape token) {
    Check.that(token.isToken(), "The second operand of send must be a token; got %s.", token);
    return TupleShape.of(data, ArrayShape.scalar(ElementType.U32), TokenShape.INSTANCE);
  }

  /** {@code recv-done}: the data and a token. */
  static Shape recvDone(Shape started) {
    return TupleShape.of(part("recv-done", started, 0), TokenShape.INSTANCE);
  }
}
