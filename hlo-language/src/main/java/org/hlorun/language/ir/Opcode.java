package org.hlorun.language.ir;

import static org.hlorun.language.ir.Arity.atLeast;
import static org.hlorun.language.ir.Arity.even;
import static org.hlorun.language.ir.Arity.exactly;
import static org.hlorun.language.ir.Arity.odd;
import static org.hlorun.language.ir.Attribute.*;
import static org.hlorun.language.ir.AttributeUse.ignored;
import static org.hlorun.language.ir.AttributeUse.optional;
import static org.hlorun.language.ir.AttributeUse.printed;
import static org.hlorun.language.ir.AttributeUse.required;
import static org.hlorun.language.ir.OpcodeClass.COLLECTIVE;
import static org.hlorun.language.ir.OpcodeClass.CONTRACTION;
import static org.hlorun.language.ir.OpcodeClass.CONTROL;
import static org.hlorun.language.ir.OpcodeClass.DATA_MOVEMENT;
import static org.hlorun.language.ir.OpcodeClass.ELEMENTWISE;
import static org.hlorun.language.ir.OpcodeClass.HOST;
import static org.hlorun.language.ir.OpcodeClass.LINEAR_ALGEBRA;
import static org.hlorun.language.ir.OpcodeClass.RANDOM;
import static org.hlorun.language.ir.OpcodeClass.REDUCTION;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hlorun.language.attribute.ConvolutionKind;
import org.hlorun.language.attribute.CustomCallApiVersion;
import org.hlorun.language.attribute.CustomCallSchedule;
import org.hlorun.language.attribute.DotAlgorithm;
import org.hlorun.language.attribute.PaddingType;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.collection.LongList;

/**
 * The table of opcodes. A row gives class, number of operands, whether the result shape may be left
 * out of the text, and the attributes in the order in which they are printed. The mnemonic is the
 * constant's name in lower case with hyphens.
 *
 * <p>Every instruction takes {@link #COMMON} besides.
 */
public enum Opcode {
  // Elementwise, one operand.
  ABS(ELEMENTWISE, exactly(1), true),
  NEGATE(ELEMENTWISE, exactly(1), true),
  SIGN(ELEMENTWISE, exactly(1), true),
  NOT(ELEMENTWISE, exactly(1), true),
  CEIL(ELEMENTWISE, exactly(1), true),
  FLOOR(ELEMENTWISE, exactly(1), true),
  ROUND_NEAREST_AFZ(ELEMENTWISE, exactly(1), true),
  ROUND_NEAREST_EVEN(ELEMENTWISE, exactly(1), true),
  IS_FINITE(ELEMENTWISE, exactly(1), true),
  REAL(ELEMENTWISE, exactly(1), true),
  IMAG(ELEMENTWISE, exactly(1), true),
  POPCNT(ELEMENTWISE, exactly(1), true),
  COUNT_LEADING_ZEROS(ELEMENTWISE, exactly(1), true),
  COPY(ELEMENTWISE, exactly(1), true),

  // Transcendental, one operand: they take result_accuracy.
  ACOS(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  ACOSH(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  ASIN(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  ASINH(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  ATANH(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  CBRT(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  COSINE(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  COSH(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  ERF(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  EXPONENTIAL(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  EXPONENTIAL_MINUS_ONE(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  LOG(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  LOG_PLUS_ONE(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  LOGISTIC(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  RSQRT(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  SINE(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  SINH(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  SQRT(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  TAN(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),
  TANH(ELEMENTWISE, exactly(1), true, optional(RESULT_ACCURACY)),

  // Elementwise, two or three operands.
  ADD(ELEMENTWISE, exactly(2), true),
  SUBTRACT(ELEMENTWISE, exactly(2), true),
  MULTIPLY(ELEMENTWISE, exactly(2), true),
  DIVIDE(ELEMENTWISE, exactly(2), true),
  REMAINDER(ELEMENTWISE, exactly(2), true),
  MAXIMUM(ELEMENTWISE, exactly(2), true),
  MINIMUM(ELEMENTWISE, exactly(2), true),
  POWER(ELEMENTWISE, exactly(2), true),
  ATAN2(ELEMENTWISE, exactly(2), true),
  AND(ELEMENTWISE, exactly(2), true),
  OR(ELEMENTWISE, exactly(2), true),
  XOR(ELEMENTWISE, exactly(2), true),
  SHIFT_LEFT(ELEMENTWISE, exactly(2), true),
  SHIFT_RIGHT_ARITHMETIC(ELEMENTWISE, exactly(2), true),
  SHIFT_RIGHT_LOGICAL(ELEMENTWISE, exactly(2), true),
  MULHI(ELEMENTWISE, exactly(2), true),
  COMPLEX(ELEMENTWISE, exactly(2), true),
  CLAMP(ELEMENTWISE, exactly(3), true),
  SELECT(ELEMENTWISE, exactly(3), true),
  CONVERT(ELEMENTWISE, exactly(1), false),
  BITCAST_CONVERT(ELEMENTWISE, exactly(1), false),
  STOCHASTIC_CONVERT(ELEMENTWISE, exactly(2), false),
  COMPARE(ELEMENTWISE, exactly(2), true, required(DIRECTION), optional(COMPARISON_TYPE)),
  REDUCE_PRECISION(
      ELEMENTWISE, exactly(1), false, required(EXPONENT_BITS), required(MANTISSA_BITS)),

  // Data movement.
  PARAMETER(
      DATA_MOVEMENT,
      exactly(0),
      false,
      required(PARAMETER_NUMBER),
      optional(PARAMETER_REPLICATION)),
  /** One of the two: the value, or the mark that the text elided it. */
  CONSTANT(DATA_MOVEMENT, exactly(0), false, optional(VALUE), optional(ELIDED)),
  IOTA(DATA_MOVEMENT, exactly(0), false, required(IOTA_DIMENSION)),
  BROADCAST(DATA_MOVEMENT, exactly(1), true, printed(DIMENSIONS, LongList.empty())),
  RESHAPE(DATA_MOVEMENT, exactly(1), false, optional(INFERRED_DIMENSION, -1L)),
  DYNAMIC_RESHAPE(DATA_MOVEMENT, atLeast(1), false),
  TRANSPOSE(DATA_MOVEMENT, exactly(1), true, required(DIMENSIONS)),
  REVERSE(DATA_MOVEMENT, exactly(1), true, required(DIMENSIONS)),
  SLICE(DATA_MOVEMENT, exactly(1), false, required(Attribute.SLICE)),
  DYNAMIC_SLICE(DATA_MOVEMENT, atLeast(1), false, required(DYNAMIC_SLICE_SIZES)),
  DYNAMIC_UPDATE_SLICE(DATA_MOVEMENT, atLeast(2), false),
  PAD(DATA_MOVEMENT, exactly(2), true, required(PADDING)),
  CONCATENATE(DATA_MOVEMENT, atLeast(1), true, required(DIMENSIONS)),
  GATHER(
      DATA_MOVEMENT,
      exactly(2),
      true,
      required(OFFSET_DIMS),
      required(COLLAPSED_SLICE_DIMS),
      required(START_INDEX_MAP),
      optional(OPERAND_BATCHING_DIMS, LongList.empty()),
      optional(START_INDICES_BATCHING_DIMS, LongList.empty()),
      required(INDEX_VECTOR_DIM),
      required(SLICE_SIZES),
      optional(INDICES_ARE_SORTED, false)),
  SCATTER(
      DATA_MOVEMENT,
      odd(3),
      true,
      required(UPDATE_WINDOW_DIMS),
      required(INSERTED_WINDOW_DIMS),
      required(SCATTER_DIMS_TO_OPERAND_DIMS),
      optional(INPUT_BATCHING_DIMS, LongList.empty()),
      optional(SCATTER_INDICES_BATCHING_DIMS, LongList.empty()),
      required(INDEX_VECTOR_DIM),
      optional(INDICES_ARE_SORTED, false),
      optional(UNIQUE_INDICES, false),
      required(TO_APPLY)),
  TUPLE(CONTROL, atLeast(0), true),
  GET_TUPLE_ELEMENT(CONTROL, exactly(1), true, required(INDEX)),
  BITCAST(DATA_MOVEMENT, exactly(1), false),
  GET_DIMENSION_SIZE(DATA_MOVEMENT, exactly(1), true, required(DIMENSIONS)),
  SET_DIMENSION_SIZE(DATA_MOVEMENT, exactly(2), true, required(DIMENSIONS)),
  SORT(
      DATA_MOVEMENT,
      atLeast(1),
      true,
      required(DIMENSIONS),
      optional(IS_STABLE, false),
      required(TO_APPLY)),
  TOPK(
      DATA_MOVEMENT,
      exactly(1),
      true,
      required(K),
      printed(LARGEST, true),
      printed(IS_STABLE, true)),
  COPY_START(DATA_MOVEMENT, exactly(1), false, optional(CROSS_PROGRAM_PREFETCH_INDEX)),
  COPY_DONE(DATA_MOVEMENT, exactly(1), false),

  // Reductions, windows, contractions, linear algebra.
  REDUCE(REDUCTION, even(2), true, required(DIMENSIONS), required(TO_APPLY)),
  REDUCE_WINDOW(REDUCTION, even(2), true, optional(WINDOW), required(TO_APPLY)),
  SELECT_AND_SCATTER(
      REDUCTION,
      exactly(3),
      true,
      optional(WINDOW),
      required(Attribute.SELECT),
      required(Attribute.SCATTER)),
  MAP(REDUCTION, atLeast(1), true, printed(DIMENSIONS, LongList.empty()), required(TO_APPLY)),
  SCAN(
      REDUCTION,
      atLeast(1),
      true,
      required(DIMENSIONS),
      required(NUM_CARRIES),
      optional(IS_REVERSE, false),
      printed(IS_ASSOCIATIVE, false),
      required(TO_APPLY)),
  DOT(
      CONTRACTION,
      exactly(2),
      true,
      SharedUses.DOT_DIMENSIONS,
      optional(OPERAND_PRECISION),
      optional(DOT_ALGORITHM, DotAlgorithm.UNSET)),
  RAGGED_DOT(
      CONTRACTION,
      exactly(3),
      true,
      SharedUses.DOT_DIMENSIONS,
      optional(LHS_RAGGED_DIMS, LongList.empty()),
      optional(RHS_GROUP_DIMS, LongList.empty()),
      optional(OPERAND_PRECISION),
      optional(DOT_ALGORITHM, DotAlgorithm.UNSET)),
  SCALED_DOT(
      CONTRACTION,
      exactly(4),
      true,
      SharedUses.DOT_DIMENSIONS,
      optional(OPERAND_PRECISION),
      optional(DOT_ALGORITHM, DotAlgorithm.UNSET)),
  CONVOLUTION(
      CONTRACTION,
      exactly(2),
      true,
      optional(WINDOW),
      required(DIM_LABELS),
      optional(FEATURE_GROUP_COUNT, 1L),
      optional(BATCH_GROUP_COUNT, 1L),
      optional(CONVOLUTION_KIND, ConvolutionKind.UNSET),
      optional(OPERAND_PRECISION),
      optional(DOT_ALGORITHM, DotAlgorithm.UNSET),
      optional(SPARSITY_CONFIG)),
  FFT(LINEAR_ALGEBRA, exactly(1), true, required(FFT_TYPE), required(FFT_LENGTH)),
  CHOLESKY(LINEAR_ALGEBRA, exactly(1), true, optional(LOWER, false)),
  TRIANGULAR_SOLVE(
      LINEAR_ALGEBRA,
      exactly(2),
      true,
      optional(LEFT_SIDE, false),
      optional(LOWER, false),
      optional(UNIT_DIAGONAL, false),
      optional(TRANSPOSE_A, TransposeOption.TRANSPOSE_INVALID)),
  BATCH_NORM_TRAINING(LINEAR_ALGEBRA, exactly(3), true, required(EPSILON), required(FEATURE_INDEX)),
  BATCH_NORM_INFERENCE(
      LINEAR_ALGEBRA, exactly(5), true, required(EPSILON), required(FEATURE_INDEX)),
  BATCH_NORM_GRAD(LINEAR_ALGEBRA, exactly(5), true, required(EPSILON), required(FEATURE_INDEX)),

  // Control, calls, random numbers.
  CALL(CONTROL, atLeast(0), true, required(TO_APPLY), optional(IS_COMPOSITE, false)),
  WHILE(CONTROL, exactly(1), true, required(CONDITION), required(BODY)),
  CONDITIONAL(
      CONTROL,
      atLeast(2),
      true,
      optional(TRUE_COMPUTATION),
      optional(FALSE_COMPUTATION),
      optional(BRANCH_COMPUTATIONS)),
  FUSION(
      CONTROL,
      atLeast(0),
      false,
      required(FUSION_KIND),
      optional(OUTPUT_TO_OPERAND_ALIASING),
      required(CALLS)),
  CUSTOM_CALL(
      CONTROL,
      atLeast(0),
      false,
      optional(WINDOW),
      optional(DIM_LABELS),
      optional(FEATURE_GROUP_COUNT, 1L),
      optional(BATCH_GROUP_COUNT, 1L),
      optional(OPERAND_PRECISION),
      optional(PADDING_TYPE, PaddingType.PADDING_INVALID),
      required(CUSTOM_CALL_TARGET),
      optional(OPERAND_LAYOUT_CONSTRAINTS),
      optional(CUSTOM_CALL_HAS_SIDE_EFFECT, false),
      optional(LITERAL),
      optional(OUTPUT_TO_OPERAND_ALIASING),
      optional(SCHEDULE, CustomCallSchedule.SCHEDULE_NONE),
      optional(API_VERSION, CustomCallApiVersion.API_VERSION_ORIGINAL),
      optional(TO_APPLY),
      optional(CALLED_COMPUTATIONS)),
  OPT_BARRIER(CONTROL, exactly(1), true),
  DOMAIN(CONTROL, exactly(1), true, required(Attribute.DOMAIN)),
  RNG(RANDOM, exactly(2), false, required(DISTRIBUTION)),
  RNG_BIT_GENERATOR(RANDOM, exactly(1), false, required(RANDOM_ALGORITHM)),
  RNG_GET_AND_UPDATE_STATE(RANDOM, exactly(0), false, required(DELTA)),
  AFTER_ALL(CONTROL, atLeast(0), true),
  ADD_DEPENDENCY(CONTROL, exactly(2), true),

  // Communication between devices and with the host.
  REPLICA_ID(COLLECTIVE, exactly(0), true),
  PARTITION_ID(COLLECTIVE, exactly(0), true),
  ALL_REDUCE(COLLECTIVE, atLeast(1), false, SharedUses.REDUCTION_MEMBERS, required(TO_APPLY)),
  ALL_REDUCE_START(COLLECTIVE, atLeast(1), false, SharedUses.REDUCTION_MEMBERS, required(TO_APPLY)),
  ALL_REDUCE_DONE(COLLECTIVE, exactly(1), false),
  REDUCE_SCATTER(
      COLLECTIVE,
      atLeast(1),
      false,
      SharedUses.REDUCTION_MEMBERS,
      required(DIMENSIONS),
      required(TO_APPLY)),
  ALL_GATHER(COLLECTIVE, atLeast(1), false, SharedUses.GATHERING),
  ALL_GATHER_START(COLLECTIVE, atLeast(1), false, SharedUses.GATHERING),
  ALL_GATHER_DONE(COLLECTIVE, exactly(1), false),
  ALL_TO_ALL(
      COLLECTIVE,
      atLeast(1),
      false,
      SharedUses.MEMBERS,
      optional(CONSTRAIN_LAYOUT, false),
      optional(DIMENSIONS)),
  RAGGED_ALL_TO_ALL(COLLECTIVE, exactly(6), false, SharedUses.MEMBERS, ignored(DIMENSIONS)),
  COLLECTIVE_BROADCAST(
      COLLECTIVE, atLeast(1), false, SharedUses.MEMBERS, printed(HAS_DYNAMIC_ROOT, false)),
  COLLECTIVE_PERMUTE(COLLECTIVE, atLeast(1), false, SharedUses.PERMUTATION),
  COLLECTIVE_PERMUTE_START(COLLECTIVE, atLeast(1), false, SharedUses.PERMUTATION),
  COLLECTIVE_PERMUTE_DONE(COLLECTIVE, exactly(1), false),
  SEND(HOST, exactly(2), false, optional(CHANNEL_ID), optional(IS_HOST_TRANSFER, false)),
  RECV(HOST, exactly(1), false, optional(CHANNEL_ID), optional(IS_HOST_TRANSFER, false)),
  SEND_DONE(HOST, exactly(1), false, optional(CHANNEL_ID), optional(IS_HOST_TRANSFER, false)),
  RECV_DONE(HOST, exactly(1), false, optional(CHANNEL_ID), optional(IS_HOST_TRANSFER, false)),
  INFEED(HOST, exactly(1), false, optional(INFEED_CONFIG)),
  OUTFEED(HOST, exactly(2), false, optional(OUTFEED_SHAPE), optional(OUTFEED_CONFIG)),
  ASYNC_START(
      CONTROL,
      atLeast(0),
      false,
      optional(ASYNC_EXECUTION_THREAD, HloComputation.MAIN_THREAD),
      optional(OUTPUT_TO_OPERAND_ALIASING),
      optional(CALLS)),
  ASYNC_UPDATE(CONTROL, atLeast(1), false, ignored(ASYNC_EXECUTION_THREAD), ignored(CALLS)),
  ASYNC_DONE(CONTROL, exactly(1), false, ignored(ASYNC_EXECUTION_THREAD), ignored(CALLS));

  /**
   * The attributes that every instruction takes, in the order in which they are printed behind the
   * opcode's own.
   */
  public static final List<AttributeUse> COMMON =
      List.of(
          optional(SHARDING),
          optional(FRONTEND_ATTRIBUTES),
          optional(STATISTICS),
          optional(ORIGIN),
          optional(METADATA),
          optional(BACKEND_CONFIG));

  private static final Map<String, Opcode> BY_MNEMONIC = new HashMap<>();

  static {
    for (Opcode opcode : values()) {
      BY_MNEMONIC.put(opcode.mnemonic, opcode);
    }
  }

  private final String mnemonic;
  private final OpcodeClass opcodeClass;
  private final Arity arity;
  private final boolean shapeInferable;
  private final List<AttributeUse> attributes;
  private final List<Attribute<?>> computationAttributes;

  Opcode(OpcodeClass opcodeClass, Arity arity, boolean shapeInferable, AttributeUse... attributes) {
    this.mnemonic = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.opcodeClass = opcodeClass;
    this.arity = arity;
    this.shapeInferable = shapeInferable;
    this.attributes = List.of(attributes);
    this.computationAttributes =
        this.attributes.stream()
            .<Attribute<?>>map(AttributeUse::attribute)
            .filter(Attribute::holdsComputations)
            .toList();
  }

  Opcode(
      OpcodeClass opcodeClass,
      Arity arity,
      boolean shapeInferable,
      AttributeUse[] shared,
      AttributeUse... own) {
    this(
        opcodeClass,
        arity,
        shapeInferable,
        Stream.concat(Arrays.stream(shared), Arrays.stream(own)).toArray(AttributeUse[]::new));
  }

  /** The opcode that HLO text calls {@code mnemonic}, if there is one. */
  public static Optional<Opcode> of(String mnemonic) {
    return Optional.ofNullable(BY_MNEMONIC.get(mnemonic));
  }

  /** The name in HLO text: {@code get-tuple-element}. */
  public String mnemonic() {
    return mnemonic;
  }

  public OpcodeClass opcodeClass() {
    return opcodeClass;
  }

  public Arity arity() {
    return arity;
  }

  /**
   * Whether the result shape follows from operands and attributes, so that a text may leave it out.
   */
  public boolean isShapeInferable() {
    return shapeInferable;
  }

  /** The opcode's own attributes in printing order. */
  public List<AttributeUse> attributes() {
    return attributes;
  }

  /** Those of {@link #attributes} that name called computations. */
  List<Attribute<?>> computationAttributes() {
    return computationAttributes;
  }

  /** How this opcode uses an attribute (its own or a common one), if it takes it. */
  public Optional<AttributeUse> use(Attribute<?> attribute) {
    for (AttributeUse use : attributes) {
      if (use.attribute() == attribute) {
        return Optional.of(use);
      }
    }
    for (AttributeUse use : COMMON) {
      if (use.attribute() == attribute) {
        return Optional.of(use);
      }
    }
    return Optional.empty();
  }

  public boolean isElementwise() {
    return opcodeClass == ELEMENTWISE;
  }

  @Override
  public String toString() {
    return mnemonic;
  }
}
