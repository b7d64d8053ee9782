package org.hlorun.language.ir;

import java.util.List;
import org.hlorun.language.attribute.BufferDonor;
import org.hlorun.language.attribute.CollectiveMode;
import org.hlorun.language.attribute.ComparisonDirection;
import org.hlorun.language.attribute.ComparisonType;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.ConvolutionKind;
import org.hlorun.language.attribute.CustomCallApiVersion;
import org.hlorun.language.attribute.CustomCallSchedule;
import org.hlorun.language.attribute.DotAlgorithm;
import org.hlorun.language.attribute.FftType;
import org.hlorun.language.attribute.FusionKind;
import org.hlorun.language.attribute.InputOutputAlias;
import org.hlorun.language.attribute.KeyValues;
import org.hlorun.language.attribute.OpMetadata;
import org.hlorun.language.attribute.OperandAlias;
import org.hlorun.language.attribute.OriginalValue;
import org.hlorun.language.attribute.PaddingDimension;
import org.hlorun.language.attribute.PaddingType;
import org.hlorun.language.attribute.Precision;
import org.hlorun.language.attribute.RandomAlgorithm;
import org.hlorun.language.attribute.RandomDistribution;
import org.hlorun.language.attribute.ResultAccuracy;
import org.hlorun.language.attribute.SliceRange;
import org.hlorun.language.attribute.SparsityDescriptor;
import org.hlorun.language.attribute.Statistics;
import org.hlorun.language.attribute.TransposeOption;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.Word;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.sharding.ReplicaGroups;
import org.hlorun.language.sharding.Sharding;

/**
 * The key of an attribute: its name in HLO text, the form of its value there, and the Java type of
 * the value. Which opcode takes which attribute, and with what default, is in {@link Opcode}.
 *
 * @param <T> the type of the value
 */
public final class Attribute<T> {

  /** The form of a value in HLO text. */
  public enum Form {
    BOOL,
    /** A 64-bit integer. */
    INT,
    /** A 32-bit float. */
    FLOAT,
    STRING,
    /** A quoted string, or raw JSON in braces kept verbatim with its braces. */
    STRING_OR_JSON,
    /** One word of an enum, matched exactly. */
    WORD,
    /** One word of an enum in any case. */
    WORD_ANY_CASE,
    /** A braced list of words of an enum in any case. */
    WORD_LIST,
    BOOL_LIST,
    INT_LIST,
    INT_LIST_LIST,
    SHAPE,
    SHAPE_LIST,
    /** A computation by name or inline. */
    COMPUTATION,
    COMPUTATION_LIST,
    WINDOW,
    PADDING,
    SLICE,
    DIMENSION_LABELS,
    SPARSITY,
    SHARDING,
    REPLICA_GROUPS,
    DOMAIN,
    /** A literal with its shape before every leaf. */
    LITERAL,
    KEY_VALUES,
    METADATA,
    ORIGINAL_VALUE,
    STATISTICS,
    RESULT_ACCURACY,
    OPERAND_ALIASING,
    /**
     * Not written as {@code name=value} but between the parentheses: parameter number, constant
     * value.
     */
    OPERAND_POSITION,
    /** Module header only. */
    INPUT_OUTPUT_ALIAS,
    BUFFER_DONOR,
    PROGRAM_LAYOUT,
    BOOL_OR_BOOL_LIST,
    ORIGIN_RECOVERY_TABLE,
    DEBUG_ATTRIBUTES
  }

  // Operand positions.
  public static final Attribute<Long> PARAMETER_NUMBER =
      new Attribute<>("parameter number", Form.OPERAND_POSITION, null);
  public static final Attribute<Literal> VALUE =
      new Attribute<>("constant value", Form.OPERAND_POSITION, null);

  /**
   * Set to true where a constant's text was {@code {...}}: the values are not known, and {@link
   * #VALUE} is not set.
   */
  public static final Attribute<Boolean> ELIDED =
      new Attribute<>("elided", Form.OPERAND_POSITION, null);

  // Dimension numbers, sizes and counts.
  public static final Attribute<LongList> DIMENSIONS = ints("dimensions");
  public static final Attribute<Long> IOTA_DIMENSION = integer("iota_dimension");
  public static final Attribute<Long> INFERRED_DIMENSION = integer("inferred_dimension");
  public static final Attribute<List<SliceRange>> SLICE =
      new Attribute<>("slice", Form.SLICE, null);
  public static final Attribute<LongList> DYNAMIC_SLICE_SIZES = ints("dynamic_slice_sizes");
  public static final Attribute<List<PaddingDimension>> PADDING =
      new Attribute<>("padding", Form.PADDING, null);
  public static final Attribute<LongList> OFFSET_DIMS = ints("offset_dims");
  public static final Attribute<LongList> COLLAPSED_SLICE_DIMS = ints("collapsed_slice_dims");
  public static final Attribute<LongList> START_INDEX_MAP = ints("start_index_map");
  public static final Attribute<LongList> OPERAND_BATCHING_DIMS = ints("operand_batching_dims");
  public static final Attribute<LongList> START_INDICES_BATCHING_DIMS =
      ints("start_indices_batching_dims");
  public static final Attribute<Long> INDEX_VECTOR_DIM = integer("index_vector_dim");
  public static final Attribute<LongList> SLICE_SIZES = ints("slice_sizes");
  public static final Attribute<Boolean> INDICES_ARE_SORTED = bool("indices_are_sorted");
  public static final Attribute<Boolean> UNIQUE_INDICES = bool("unique_indices");
  public static final Attribute<LongList> UPDATE_WINDOW_DIMS = ints("update_window_dims");
  public static final Attribute<LongList> INSERTED_WINDOW_DIMS = ints("inserted_window_dims");
  public static final Attribute<LongList> SCATTER_DIMS_TO_OPERAND_DIMS =
      ints("scatter_dims_to_operand_dims");
  public static final Attribute<LongList> INPUT_BATCHING_DIMS = ints("input_batching_dims");
  public static final Attribute<LongList> SCATTER_INDICES_BATCHING_DIMS =
      ints("scatter_indices_batching_dims");
  public static final Attribute<Long> INDEX = integer("index");
  public static final Attribute<Boolean> IS_STABLE = bool("is_stable");
  public static final Attribute<Long> K = integer("k");
  public static final Attribute<Boolean> LARGEST = bool("largest");
  public static final Attribute<Long> CROSS_PROGRAM_PREFETCH_INDEX =
      integer("cross_program_prefetch_index");
  public static final Attribute<List<Boolean>> PARAMETER_REPLICATION =
      new Attribute<>("parameter_replication", Form.BOOL_LIST, null);

  // Elementwise.
  public static final Attribute<ComparisonDirection> DIRECTION =
      word("direction", ComparisonDirection.class);
  public static final Attribute<ComparisonType> COMPARISON_TYPE =
      word("type", ComparisonType.class);
  public static final Attribute<Long> EXPONENT_BITS = integer("exponent_bits");
  public static final Attribute<Long> MANTISSA_BITS = integer("mantissa_bits");

  // Windows, contractions, linear algebra.
  public static final Attribute<Window> WINDOW = new Attribute<>("window", Form.WINDOW, null);
  public static final Attribute<ConvolutionDimensions> DIM_LABELS =
      new Attribute<>("dim_labels", Form.DIMENSION_LABELS, null);
  public static final Attribute<Long> FEATURE_GROUP_COUNT = integer("feature_group_count");
  public static final Attribute<Long> BATCH_GROUP_COUNT = integer("batch_group_count");
  public static final Attribute<ConvolutionKind> CONVOLUTION_KIND =
      word("convolution_kind", ConvolutionKind.class);
  public static final Attribute<List<SparsityDescriptor>> SPARSITY_CONFIG =
      new Attribute<>("sparsity_config", Form.SPARSITY, null);
  public static final Attribute<LongList> LHS_BATCH_DIMS = ints("lhs_batch_dims");
  public static final Attribute<LongList> LHS_CONTRACTING_DIMS = ints("lhs_contracting_dims");
  public static final Attribute<LongList> RHS_BATCH_DIMS = ints("rhs_batch_dims");
  public static final Attribute<LongList> RHS_CONTRACTING_DIMS = ints("rhs_contracting_dims");
  public static final Attribute<LongList> LHS_RAGGED_DIMS = ints("lhs_ragged_dims");
  public static final Attribute<LongList> RHS_GROUP_DIMS = ints("rhs_group_dims");
  public static final Attribute<List<Precision>> OPERAND_PRECISION =
      new Attribute<>("operand_precision", Form.WORD_LIST, Precision.class);
  public static final Attribute<DotAlgorithm> DOT_ALGORITHM =
      new Attribute<>("algorithm", Form.WORD_ANY_CASE, DotAlgorithm.class);
  public static final Attribute<FftType> FFT_TYPE = word("fft_type", FftType.class);
  public static final Attribute<LongList> FFT_LENGTH = ints("fft_length");
  public static final Attribute<Boolean> LOWER = bool("lower");
  public static final Attribute<Boolean> LEFT_SIDE = bool("left_side");
  public static final Attribute<Boolean> UNIT_DIAGONAL = bool("unit_diagonal");
  public static final Attribute<TransposeOption> TRANSPOSE_A =
      word("transpose_a", TransposeOption.class);
  public static final Attribute<Double> EPSILON = new Attribute<>("epsilon", Form.FLOAT, null);
  public static final Attribute<Long> FEATURE_INDEX = integer("feature_index");
  public static final Attribute<Long> NUM_CARRIES = integer("num_carries");
  public static final Attribute<Boolean> IS_REVERSE = bool("is_reverse");
  public static final Attribute<Boolean> IS_ASSOCIATIVE = bool("is_associative");

  // Called computations.
  public static final Attribute<HloComputation> TO_APPLY = computation("to_apply");
  public static final Attribute<HloComputation> CALLS = computation("calls");
  public static final Attribute<HloComputation> CONDITION = computation("condition");
  public static final Attribute<HloComputation> BODY = computation("body");
  public static final Attribute<HloComputation> SELECT = computation("select");
  public static final Attribute<HloComputation> SCATTER = computation("scatter");
  public static final Attribute<HloComputation> TRUE_COMPUTATION = computation("true_computation");
  public static final Attribute<HloComputation> FALSE_COMPUTATION =
      computation("false_computation");
  public static final Attribute<List<HloComputation>> BRANCH_COMPUTATIONS =
      new Attribute<>("branch_computations", Form.COMPUTATION_LIST, null);
  public static final Attribute<List<HloComputation>> CALLED_COMPUTATIONS =
      new Attribute<>("called_computations", Form.COMPUTATION_LIST, null);
  public static final Attribute<Boolean> IS_COMPOSITE = bool("is_composite");
  public static final Attribute<FusionKind> FUSION_KIND = word("kind", FusionKind.class);
  public static final Attribute<List<OperandAlias>> OUTPUT_TO_OPERAND_ALIASING =
      new Attribute<>("output_to_operand_aliasing", Form.OPERAND_ALIASING, null);
  public static final Attribute<String> ASYNC_EXECUTION_THREAD = string("async_execution_thread");

  // Custom calls.
  public static final Attribute<String> CUSTOM_CALL_TARGET = string("custom_call_target");
  public static final Attribute<List<Shape>> OPERAND_LAYOUT_CONSTRAINTS =
      new Attribute<>("operand_layout_constraints", Form.SHAPE_LIST, null);
  public static final Attribute<Boolean> CUSTOM_CALL_HAS_SIDE_EFFECT =
      bool("custom_call_has_side_effect");
  public static final Attribute<Literal> LITERAL = new Attribute<>("literal", Form.LITERAL, null);
  public static final Attribute<PaddingType> PADDING_TYPE = word("padding_type", PaddingType.class);
  public static final Attribute<CustomCallSchedule> SCHEDULE =
      new Attribute<>("schedule", Form.WORD_ANY_CASE, CustomCallSchedule.class);
  public static final Attribute<CustomCallApiVersion> API_VERSION =
      new Attribute<>("api_version", Form.WORD_ANY_CASE, CustomCallApiVersion.class);

  // Random numbers, communication, host.
  public static final Attribute<RandomDistribution> DISTRIBUTION =
      new Attribute<>("distribution", Form.WORD_ANY_CASE, RandomDistribution.class);
  public static final Attribute<RandomAlgorithm> RANDOM_ALGORITHM =
      new Attribute<>("algorithm", Form.WORD_ANY_CASE, RandomAlgorithm.class);
  public static final Attribute<Long> DELTA = integer("delta");
  public static final Attribute<Long> CHANNEL_ID = integer("channel_id");
  public static final Attribute<ReplicaGroups> REPLICA_GROUPS =
      new Attribute<>("replica_groups", Form.REPLICA_GROUPS, null);
  public static final Attribute<Boolean> CONSTRAIN_LAYOUT = bool("constrain_layout");
  public static final Attribute<Boolean> USE_GLOBAL_DEVICE_IDS = bool("use_global_device_ids");
  public static final Attribute<CollectiveMode> MODE = word("mode", CollectiveMode.class);
  public static final Attribute<Boolean> HAS_DYNAMIC_ROOT = bool("has_dynamic_root");
  public static final Attribute<List<LongList>> SOURCE_TARGET_PAIRS =
      intLists("source_target_pairs");

  /** The {@code slice_sizes} of a {@code collective-permute}, one list per pair. */
  public static final Attribute<List<LongList>> PERMUTE_SLICE_SIZES = intLists("slice_sizes");

  public static final Attribute<Boolean> IS_HOST_TRANSFER = bool("is_host_transfer");
  public static final Attribute<String> INFEED_CONFIG = string("infeed_config");
  public static final Attribute<String> OUTFEED_CONFIG = string("outfeed_config");
  public static final Attribute<Shape> OUTFEED_SHAPE =
      new Attribute<>("outfeed_shape", Form.SHAPE, null);
  public static final Attribute<DomainBoundary> DOMAIN =
      new Attribute<>("domain", Form.DOMAIN, null);

  // Every instruction.
  public static final Attribute<Sharding> SHARDING =
      new Attribute<>("sharding", Form.SHARDING, null);
  public static final Attribute<KeyValues> FRONTEND_ATTRIBUTES =
      new Attribute<>("frontend_attributes", Form.KEY_VALUES, null);
  public static final Attribute<Statistics> STATISTICS =
      new Attribute<>("statistics", Form.STATISTICS, null);
  public static final Attribute<ResultAccuracy> RESULT_ACCURACY =
      new Attribute<>("result_accuracy", Form.RESULT_ACCURACY, null);
  public static final Attribute<OriginalValue> ORIGIN =
      new Attribute<>("origin", Form.ORIGINAL_VALUE, null);
  public static final Attribute<OpMetadata> METADATA =
      new Attribute<>("metadata", Form.METADATA, null);
  public static final Attribute<String> BACKEND_CONFIG =
      new Attribute<>("backend_config", Form.STRING_OR_JSON, null);

  // Module header.
  public static final Attribute<Boolean> IS_SCHEDULED = bool("is_scheduled");
  public static final Attribute<List<InputOutputAlias>> INPUT_OUTPUT_ALIAS =
      new Attribute<>("input_output_alias", Form.INPUT_OUTPUT_ALIAS, null);
  public static final Attribute<List<BufferDonor>> BUFFER_DONOR =
      new Attribute<>("buffer_donor", Form.BUFFER_DONOR, null);
  public static final Attribute<Boolean> ALIAS_PASSTHROUGH_PARAMS =
      bool("alias_passthrough_params");
  public static final Attribute<ProgramShape> ENTRY_COMPUTATION_LAYOUT =
      new Attribute<>("entry_computation_layout", Form.PROGRAM_LAYOUT, null);
  public static final Attribute<List<Boolean>> PROPAGATE_SHARDING_TO_PARAMETERS =
      new Attribute<>(
          "allow_spmd_sharding_propagation_to_parameters", Form.BOOL_OR_BOOL_LIST, null);
  public static final Attribute<List<Boolean>> PROPAGATE_SHARDING_TO_OUTPUT =
      new Attribute<>("allow_spmd_sharding_propagation_to_output", Form.BOOL_OR_BOOL_LIST, null);
  public static final Attribute<Long> REPLICA_COUNT = integer("replica_count");
  public static final Attribute<Long> NUM_PARTITIONS = integer("num_partitions");
  public static final Attribute<List<OriginRecovery>> ORIGIN_RECOVERY_TABLE =
      new Attribute<>("origin_recovery_table", Form.ORIGIN_RECOVERY_TABLE, null);
  public static final Attribute<List<DebugAttribute>> DEBUG_ATTRIBUTES =
      new Attribute<>("debug_attributes", Form.DEBUG_ATTRIBUTES, null);

  private final String name;
  private final Form form;
  private final Class<?> wordType;

  private Attribute(String name, Form form, Class<?> wordType) {
    this.name = name;
    this.form = form;
    this.wordType = wordType;
  }

  private static Attribute<Long> integer(String name) {
    return new Attribute<>(name, Form.INT, null);
  }

  private static Attribute<Boolean> bool(String name) {
    return new Attribute<>(name, Form.BOOL, null);
  }

  private static Attribute<String> string(String name) {
    return new Attribute<>(name, Form.STRING, null);
  }

  private static Attribute<LongList> ints(String name) {
    return new Attribute<>(name, Form.INT_LIST, null);
  }

  private static Attribute<List<LongList>> intLists(String name) {
    return new Attribute<>(name, Form.INT_LIST_LIST, null);
  }

  private static <E extends Enum<E> & Word> Attribute<E> word(String name, Class<E> type) {
    return new Attribute<>(name, Form.WORD, type);
  }

  private static Attribute<HloComputation> computation(String name) {
    return new Attribute<>(name, Form.COMPUTATION, null);
  }

  /** The name in HLO text. */
  public String name() {
    return name;
  }

  public Form form() {
    return form;
  }

  /**
   * Whether it says nothing about the value of an instruction, but where it comes from, where it is
   * to be, or what a back end may make of it.
   */
  public boolean isAnnotation() {
    return this == METADATA
        || this == ORIGIN
        || this == STATISTICS
        || this == FRONTEND_ATTRIBUTES
        || this == SHARDING
        || this == BACKEND_CONFIG;
  }

  /** Whether its value is a computation, or several. */
  boolean holdsComputations() {
    return form == Form.COMPUTATION || form == Form.COMPUTATION_LIST;
  }

  /** The enum of the word forms, else null. */
  public Class<?> wordType() {
    return wordType;
  }

  @Override
  public String toString() {
    return name;
  }
}
