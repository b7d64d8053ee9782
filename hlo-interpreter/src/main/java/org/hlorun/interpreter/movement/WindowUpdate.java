package org.hlorun.interpreter.movement;

import java.util.List;
import java.util.Optional;
import org.hlorun.interpreter.block.Monoid;
import org.hlorun.interpreter.index.IndexWalk;
import org.hlorun.interpreter.index.StridedCopy;
import org.hlorun.interpreter.op.Evaluation;
import org.hlorun.interpreter.op.ScalarFunction;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;

/** How a scatter applies one window of updates to its operands. Used by one thread. */
@FunctionalInterface
interface WindowUpdate {

  /**
   * Applies a window.
   *
   * @param operandOffset the window's first element in the operands
   * @param updateOffset the window's first element in the updates
   */
  void apply(long operandOffset, long updateOffset);

  /** The way for a computation {@code (current..., update...) -> new...}. */
  static WindowUpdate of(
      HloComputation computation,
      ArrayLiteral[] operands,
      ArrayLiteral[] updates,
      WindowBox window,
      Evaluation evaluation) {
    if (isOverwrite(computation, operands, updates)) {
      return overwrite(operands, updates, window);
    }
    ScalarFunction function = evaluation.scalarFunction(computation);
    Optional<Monoid<?>> monoid =
        operands.length == 1 && operands[0].elementType() == updates[0].elementType()
            ? Monoid.of(function, operands[0].elementType(), evaluation.rounding())
            : Optional.empty();
    return monoid.isPresent()
        ? combine(monoid.get(), operands[0], updates[0], window)
        : call(function.newFrame(), operands, updates, window);
  }

  /** Whether the function returns the updates as they are. */
  private static boolean isOverwrite(
      HloComputation computation, ArrayLiteral[] operands, ArrayLiteral[] updates) {
    HloInstruction root = computation.root();
    List<HloInstruction> values = root.opcode() == Opcode.TUPLE ? root.operands() : List.of(root);
    for (int i = 0; i < operands.length; i++) {
      HloInstruction value = values.get(i);
      if (value.opcode() != Opcode.PARAMETER
          || value.get(Attribute.PARAMETER_NUMBER) != operands.length + i
          || operands[i].elementType() != updates[i].elementType()) {
        return false;
      }
    }
    return true;
  }

  private static WindowUpdate overwrite(
      ArrayLiteral[] operands, ArrayLiteral[] updates, WindowBox window) {
    StridedCopy[] copies = new StridedCopy[operands.length];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = window.copyOfUpdates(operands[i].elementType().byteSize());
    }
    return (operandOffset, updateOffset) -> {
      for (int i = 0; i < copies.length; i++) {
        copies[i].run(updates[i].segment(), updateOffset, operands[i].segment(), operandOffset);
      }
    };
  }

  /** Rounds to the element type after every update, as a call of the function would. */
  private static <B> WindowUpdate combine(
      Monoid<B> monoid, ArrayLiteral operand, ArrayLiteral updates, WindowBox window) {
    long rowLength = window.denseRowLength();
    int blockSize = (int) Math.min(rowLength, 1024);
    B current = monoid.allocate(blockSize);
    B update = monoid.allocate(blockSize);
    IndexWalk walk = window.walkDenseRows();
    return (operandOffset, updateOffset) -> {
      for (long row = 0; row < walk.count(); row++) {
        for (long column = 0; column < rowLength; column += blockSize) {
          int length = (int) Math.min(blockSize, rowLength - column);
          long at = operandOffset + walk.offset(0) + column;
          monoid.read(operand, at, current, 0, length);
          monoid.read(updates, updateOffset + walk.offset(1) + column, update, 0, length);
          monoid.combine(current, 0, update, 0, length);
          monoid.write(operand, at, current, 0, length);
        }
        walk.next();
      }
    };
  }

  private static WindowUpdate call(
      ScalarFunction.Frame frame,
      ArrayLiteral[] operands,
      ArrayLiteral[] updates,
      WindowBox window) {
    int count = operands.length;
    IndexWalk walk = window.walk();
    return (operandOffset, updateOffset) -> {
      for (long element = 0; element < walk.count(); element++) {
        long at = operandOffset + walk.offset(0);
        for (int i = 0; i < count; i++) {
          frame.setArgument(i, operands[i], at);
          frame.setArgument(count + i, updates[i], updateOffset + walk.offset(1));
        }
        frame.run();
        for (int i = 0; i < count; i++) {
          frame.storeResult(i, operands[i], at);
        }
        walk.next();
      }
    };
  }
}
