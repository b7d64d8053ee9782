package org.hlorun.language.inference;

import java.util.List;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.ir.OpcodeClass;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TokenShape;

/**
 * The result shape of every opcode whose operands and attributes determine it: one rule per opcode,
 * in a class per family. The rules are the conditions of XLA's shape inference, less its implicit
 * broadcasting and mixed precision.
 *
 * <p>Layouts: an operation that keeps the operand's dimensions keeps its layout, {@code transpose}
 * permutes it, every other result has the default layout. Dynamic marks go from operand dimensions
 * to the result dimensions that they become.
 */
public final class ShapeInference {
  private ShapeInference() {}

  /**
   * The shape of the result.
   *
   * @throws HloException ({@link DiagnosticCode#INFERENCE}, without a place) if operands and
   *     attributes do not fit together, or the opcode's shape does not follow from them
   */
  public static Shape infer(Opcode opcode, List<Shape> operands, Attributes attributes) {
    Check.that(
        opcode.arity().allows(operands.size()),
        "expects %s, but has %d operands",
        opcode.arity().describe(),
        operands.size());
    if (opcode.opcodeClass() == OpcodeClass.CONTROL && opcode != Opcode.GET_TUPLE_ELEMENT) {
      operands.forEach(TupleLimits::check);
    }
    try {
      return dispatch(opcode, operands, new Given(opcode, attributes));
    } catch (ArithmeticException e) {
      throw Check.failure("A size in the shape of the result of %s overflows 64 bits.", opcode);
    }
  }

  private static Shape dispatch(Opcode opcode, List<Shape> operands, Given given) {
    return switch (opcode.opcodeClass()) {
      case ELEMENTWISE -> elementwise(opcode, operands);
      case DATA_MOVEMENT -> movement(opcode, operands, given);
      case REDUCTION -> reduction(opcode, operands, given);
      case CONTRACTION -> contraction(opcode, operands, given);
      case LINEAR_ALGEBRA -> linearAlgebra(opcode, operands, given);
      case CONTROL -> control(opcode, operands, given);
      case COLLECTIVE -> collective(opcode, operands, given);
      case HOST -> host(opcode, operands);
      case RANDOM -> throw undetermined(opcode);
    };
  }

  private static HloException undetermined(Opcode opcode) {
    return Check.failureWithRemedy(
        "write the shape before the opcode", "cannot infer shape for opcode: %s", opcode);
  }

  private static Shape elementwise(Opcode opcode, List<Shape> operands) {
    return switch (opcode) {
      case CONVERT, BITCAST_CONVERT, STOCHASTIC_CONVERT -> throw undetermined(opcode);
      case CLAMP -> ElementwiseShapes.clamp(operands);
      case SELECT -> ElementwiseShapes.select(operands);
      default ->
          operands.size() == 1
              ? ElementwiseShapes.unary(opcode, operands.getFirst())
              : ElementwiseShapes.binary(opcode, operands.get(0), operands.get(1));
    };
  }

  private static Shape movement(Opcode opcode, List<Shape> operands, Given given) {
    return switch (opcode) {
      case BROADCAST ->
          MovementShapes.broadcast(operands.getFirst(), given.get(Attribute.DIMENSIONS));
      case TRANSPOSE ->
          MovementShapes.transpose(operands.getFirst(), given.get(Attribute.DIMENSIONS));
      case REVERSE -> MovementShapes.reverse(operands.getFirst(), given.get(Attribute.DIMENSIONS));
      case SLICE -> MovementShapes.slice(operands.getFirst(), given.get(Attribute.SLICE));
      case DYNAMIC_SLICE ->
          DynamicSliceShapes.slice(operands, given.get(Attribute.DYNAMIC_SLICE_SIZES));
      case DYNAMIC_UPDATE_SLICE -> DynamicSliceShapes.updateSlice(operands);
      case PAD ->
          MovementShapes.pad(operands.get(0), operands.get(1), given.get(Attribute.PADDING));
      case CONCATENATE -> MovementShapes.concatenate(operands, given.get(Attribute.DIMENSIONS));
      case GATHER -> GatherShapes.gather(operands.get(0), operands.get(1), given);
      case SCATTER -> ScatterShapes.scatter(operands, given);
      case GET_DIMENSION_SIZE ->
          MovementShapes.getDimensionSize(operands.getFirst(), given.get(Attribute.DIMENSIONS));
      case SET_DIMENSION_SIZE ->
          MovementShapes.setDimensionSize(
              operands.get(0), operands.get(1), given.get(Attribute.DIMENSIONS));
      case SORT -> ReductionShapes.sort(operands, given);
      case TOPK -> MovementShapes.topK(operands.getFirst(), given.get(Attribute.K));
      case COPY_DONE -> CommunicationShapes.part("copy-done", operands.getFirst(), 0);
      default -> throw undetermined(opcode);
    };
  }

  private static Shape reduction(Opcode opcode, List<Shape> operands, Given given) {
    return switch (opcode) {
      case REDUCE -> ReductionShapes.reduce(operands, given);
      case REDUCE_WINDOW -> WindowShapes.reduceWindow(operands, given);
      case SELECT_AND_SCATTER -> WindowShapes.selectAndScatter(operands, given);
      case MAP -> ReductionShapes.map(operands, given);
      case SCAN -> ScanShapes.infer(operands, given);
      default -> throw undetermined(opcode);
    };
  }

  private static Shape contraction(Opcode opcode, List<Shape> operands, Given given) {
    return switch (opcode) {
      case DOT -> ContractionShapes.dot(operands.get(0), operands.get(1), given);
      case RAGGED_DOT -> ContractionShapes.raggedDot(operands, given);
      case SCALED_DOT -> ContractionShapes.scaledDot(operands, given);
      case CONVOLUTION -> ConvolutionShapes.convolution(operands.get(0), operands.get(1), given);
      default -> throw undetermined(opcode);
    };
  }

  private static Shape linearAlgebra(Opcode opcode, List<Shape> operands, Given given) {
    return switch (opcode) {
      case FFT -> LinearAlgebraShapes.fft(operands.getFirst(), given);
      case CHOLESKY -> LinearAlgebraShapes.cholesky(operands.getFirst());
      case TRIANGULAR_SOLVE -> LinearAlgebraShapes.triangularSolve(operands, given);
      case BATCH_NORM_TRAINING, BATCH_NORM_INFERENCE, BATCH_NORM_GRAD ->
          BatchNormShapes.infer(opcode, operands, given);
      default -> throw undetermined(opcode);
    };
  }

  private static Shape control(Opcode opcode, List<Shape> operands, Given given) {
    return switch (opcode) {
      case TUPLE -> ControlShapes.tuple(operands);
      case GET_TUPLE_ELEMENT ->
          ControlShapes.element(operands.getFirst(), given.get(Attribute.INDEX));
      case CALL -> ControlShapes.call(operands, given);
      case WHILE -> ControlShapes.whileLoop(operands.getFirst(), given);
      case CONDITIONAL -> ControlShapes.conditional(operands, given);
      case OPT_BARRIER, DOMAIN -> operands.getFirst();
      case AFTER_ALL -> ControlShapes.afterAll(operands);
      case ADD_DEPENDENCY -> ControlShapes.addDependency(operands.get(0), operands.get(1));
      case ASYNC_DONE -> CommunicationShapes.part("async-done", operands.getFirst(), 1);
      default -> throw undetermined(opcode);
    };
  }

  private static Shape collective(Opcode opcode, List<Shape> operands, Given given) {
    return switch (opcode) {
      case REPLICA_ID, PARTITION_ID -> ArrayShape.scalar(ElementType.U32);
      case ALL_REDUCE, ALL_REDUCE_START -> CommunicationShapes.unchanged(operands);
      case COLLECTIVE_BROADCAST ->
          CommunicationShapes.broadcast(operands, given.get(Attribute.HAS_DYNAMIC_ROOT));
      case ALL_REDUCE_DONE -> operands.getFirst();
      case ALL_GATHER_DONE, COLLECTIVE_PERMUTE_DONE ->
          CommunicationShapes.part(opcode.mnemonic(), operands.getFirst(), 1);
      case COLLECTIVE_PERMUTE ->
          CommunicationShapes.permute(operands, given.has(Attribute.PERMUTE_SLICE_SIZES));
      case RAGGED_ALL_TO_ALL -> operands.get(1);
      default -> throw undetermined(opcode);
    };
  }

  private static Shape host(Opcode opcode, List<Shape> operands) {
    return switch (opcode) {
      case SEND -> CommunicationShapes.send(operands.get(0), operands.get(1));
      case SEND_DONE -> TokenShape.INSTANCE;
      case RECV_DONE -> CommunicationShapes.recvDone(operands.getFirst());
      case OUTFEED -> TokenShape.INSTANCE;
      default -> throw undetermined(opcode);
    };
  }
}
