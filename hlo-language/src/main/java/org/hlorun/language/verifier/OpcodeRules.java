package org.hlorun.language.verifier;

import java.util.List;
import org.hlorun.language.inference.ShapeInference;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.Shape;

/** The table of rules: one per opcode. */
final class OpcodeRules {
  private OpcodeRules() {}

  /** The rule of an opcode. */
  static Rule of(Opcode opcode) {
    return switch (opcode) {
      case ABS,
          NEGATE,
          SIGN,
          NOT,
          CEIL,
          FLOOR,
          ROUND_NEAREST_AFZ,
          ROUND_NEAREST_EVEN,
          IS_FINITE,
          REAL,
          IMAG,
          POPCNT,
          COUNT_LEADING_ZEROS,
          COPY ->
          OpcodeRules::inferred;
      case ACOS,
          ACOSH,
          ASIN,
          ASINH,
          ATANH,
          CBRT,
          COSINE,
          COSH,
          ERF,
          EXPONENTIAL,
          EXPONENTIAL_MINUS_ONE,
          LOG,
          LOG_PLUS_ONE,
          LOGISTIC,
          RSQRT,
          SINE,
          SINH,
          SQRT,
          TAN,
          TANH ->
          OpcodeRules::inferred;
      case ADD,
          SUBTRACT,
          MULTIPLY,
          DIVIDE,
          REMAINDER,
          MAXIMUM,
          MINIMUM,
          POWER,
          ATAN2,
          AND,
          OR,
          XOR,
          SHIFT_LEFT,
          SHIFT_RIGHT_ARITHMETIC,
          SHIFT_RIGHT_LOGICAL,
          MULHI,
          COMPLEX,
          CLAMP,
          SELECT ->
          OpcodeRules::inferred;
      case CONVERT -> ConversionRules::convert;
      case BITCAST_CONVERT -> ConversionRules::bitcastConvert;
      case STOCHASTIC_CONVERT -> ConversionRules::stochasticConvert;
      case REDUCE_PRECISION -> ConversionRules::reducePrecision;
      case COMPARE -> ConversionRules::compare;

      case PARAMETER -> MovementRules::parameter;
      case CONSTANT -> MovementRules::constant;
      case IOTA -> MovementRules::iota;
      case BROADCAST -> MovementRules::broadcast;
      case RESHAPE -> MovementRules::reshape;
      case DYNAMIC_RESHAPE -> MovementRules::dynamicReshape;
      case BITCAST -> MovementRules::bitcast;
      case TRANSPOSE,
          REVERSE,
          SLICE,
          DYNAMIC_SLICE,
          DYNAMIC_UPDATE_SLICE,
          PAD,
          CONCATENATE,
          GATHER,
          SCATTER,
          GET_DIMENSION_SIZE,
          SET_DIMENSION_SIZE,
          SORT,
          TOPK ->
          OpcodeRules::inferred;
      case COPY_START -> PairRules::copyStart;
      case COPY_DONE -> PairRules::done;

      case REDUCE, REDUCE_WINDOW, SELECT_AND_SCATTER, MAP, SCAN -> OpcodeRules::inferred;
      case DOT, RAGGED_DOT, SCALED_DOT, CONVOLUTION -> OpcodeRules::contraction;
      case FFT,
          CHOLESKY,
          TRIANGULAR_SOLVE,
          BATCH_NORM_TRAINING,
          BATCH_NORM_INFERENCE,
          BATCH_NORM_GRAD ->
          OpcodeRules::inferred;

      case TUPLE,
          GET_TUPLE_ELEMENT,
          CALL,
          WHILE,
          CONDITIONAL,
          OPT_BARRIER,
          AFTER_ALL,
          ADD_DEPENDENCY ->
          OpcodeRules::inferred;
      case FUSION -> CallRules::fusion;
      case CUSTOM_CALL -> CallRules::customCall;
      case DOMAIN -> CallRules::domain;
      case RNG -> RandomRules::rng;
      case RNG_BIT_GENERATOR -> RandomRules::bitGenerator;
      case RNG_GET_AND_UPDATE_STATE -> RandomRules::state;

      case REPLICA_ID, PARTITION_ID -> OpcodeRules::inferred;
      case ALL_REDUCE -> CollectiveRules::allReduce;
      case ALL_REDUCE_START -> PairRules.start(CollectiveRules::allReduce);
      case REDUCE_SCATTER -> CollectiveRules::reduceScatter;
      case ALL_GATHER -> CollectiveRules::allGather;
      case ALL_GATHER_START -> PairRules.start(CollectiveRules::allGatherStart);
      case ALL_TO_ALL -> CollectiveRules::allToAll;
      case RAGGED_ALL_TO_ALL -> CollectiveRules::raggedAllToAll;
      case COLLECTIVE_BROADCAST -> CollectiveRules::broadcast;
      case COLLECTIVE_PERMUTE -> CollectiveRules::permute;
      case COLLECTIVE_PERMUTE_START -> PairRules.start(CollectiveRules::permuteStart);
      case ALL_REDUCE_DONE, ALL_GATHER_DONE, COLLECTIVE_PERMUTE_DONE -> PairRules::done;

      case SEND -> PairRules.start(HostRules::send);
      case RECV -> PairRules.start(HostRules::receive);
      case SEND_DONE, RECV_DONE -> HostRules::transferDone;
      case INFEED -> HostRules::infeed;
      case OUTFEED -> HostRules::outfeed;
      case ASYNC_START -> AsyncRules::start;
      case ASYNC_UPDATE -> AsyncRules::update;
      case ASYNC_DONE -> AsyncRules::done;
    };
  }

  /** The shape that inference gives. */
  static void inferred(HloInstruction instruction, Facts facts) {
    expectShape(instruction, infer(instruction));
  }

  /** Inferred, but the element type may be any that holds sums of products of the operands'. */
  static void contraction(HloInstruction instruction, Facts facts) {
    Shape inferred = infer(instruction);
    Shape actual = instruction.shape();
    boolean complex = inferred.asArray().elementType().isComplex();
    Violation.unless(
        actual.isArray()
            && actual.asArray().dimensions().equals(inferred.asArray().dimensions())
            && (!complex || actual.asArray().elementType().isComplex()),
        Invariant.RESULT,
        "Expected instruction to have shape equal to %s (or of another element type), actual shape"
            + " is %s",
        inferred,
        actual);
  }

  private static Shape infer(HloInstruction instruction) {
    return ShapeInference.infer(
        instruction.opcode(), operandShapes(instruction), instruction.attributes());
  }

  static List<Shape> operandShapes(HloInstruction instruction) {
    Shape[] shapes = new Shape[instruction.operandCount()];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = instruction.operand(i).shape();
    }
    return List.of(shapes);
  }

  /** Fails unless the result is compatible with {@code expected}. */
  static void expectShape(HloInstruction instruction, Shape expected) {
    Violation.unless(
        instruction.shape().isCompatible(expected),
        Invariant.RESULT,
        "Expected instruction to have shape equal to %s, actual shape is %s",
        expected,
        instruction.shape());
  }
}
