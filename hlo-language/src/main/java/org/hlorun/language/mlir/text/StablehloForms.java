package org.hlorun.language.mlir.text;

import static org.hlorun.language.mlir.text.AttributeReader.I32;
import static org.hlorun.language.mlir.text.AttributeReader.I64;
import static org.hlorun.language.mlir.text.Parts.ATTRIBUTES;
import static org.hlorun.language.mlir.text.Parts.COMMA;
import static org.hlorun.language.mlir.text.Parts.OPERAND;
import static org.hlorun.language.mlir.text.Parts.OPERANDS;
import static org.hlorun.language.mlir.text.Parts.OPERANDS_BEFORE_KEY;
import static org.hlorun.language.mlir.text.Parts.OPERANDS_IN_PARENTHESES;
import static org.hlorun.language.mlir.text.Parts.afterComma;
import static org.hlorun.language.mlir.text.Parts.assign;
import static org.hlorun.language.mlir.text.Parts.bool;
import static org.hlorun.language.mlir.text.Parts.dimensions;
import static org.hlorun.language.mlir.text.Parts.enumeration;
import static org.hlorun.language.mlir.text.Parts.integer;
import static org.hlorun.language.mlir.text.Parts.string;
import static org.hlorun.language.mlir.text.Parts.symbolName;
import static org.hlorun.language.mlir.text.Parts.token;
import static org.hlorun.language.mlir.text.TypeParts.FUNCTION;
import static org.hlorun.language.mlir.text.TypeParts.SAME;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pretty forms of {@code stablehlo}. Operations that are missing here have none. */
final class StablehloForms {
  private static final List<String> ELEMENTWISE =
      List.of(
          "abs",
          "add",
          "and",
          "atan2",
          "cbrt",
          "ceil",
          "clamp",
          "convert",
          "cosine",
          "count_leading_zeros",
          "divide",
          "exponential",
          "exponential_minus_one",
          "floor",
          "imag",
          "is_finite",
          "log",
          "log_plus_one",
          "logistic",
          "maximum",
          "minimum",
          "multiply",
          "negate",
          "not",
          "or",
          "popcnt",
          "power",
          "real",
          "remainder",
          "round_nearest_afz",
          "round_nearest_even",
          "rsqrt",
          "shift_left",
          "shift_right_arithmetic",
          "shift_right_logical",
          "sign",
          "sine",
          "sqrt",
          "subtract",
          "tan",
          "tanh",
          "uniform_dequantize",
          "uniform_quantize",
          "xor");

  /** Operations that write nothing but their operands and the types of all. */
  private static final List<String> FUNCTIONAL =
      List.of(
          "bitcast_convert",
          "compute_reshape_shape",
          "cstr_reshapable",
          "dynamic_pad",
          "dynamic_reshape",
          "dynamic_update_slice",
          "real_dynamic_slice",
          "reshape");

  private final Map<String, Form> forms = new HashMap<>();

  private StablehloForms() {}

  static Map<String, Form> table() {
    StablehloForms table = new StablehloForms();
    ELEMENTWISE.forEach(name -> table.add(name, OPERANDS, ATTRIBUTES, SAME));
    FUNCTIONAL.forEach(name -> table.add(name, OPERANDS, ATTRIBUTES, FUNCTION));
    table.addElementwise();
    table.addMovement();
    table.addContractions();
    table.addControl();
    table.addMiscellaneous();
    return table.forms;
  }

  private void add(String name, Form... parts) {
    forms.put("stablehlo." + name, Form.of(parts));
  }

  private void addElementwise() {
    add("complex", OPERANDS, ATTRIBUTES, TypeParts.COMPLEX);
    add("select", OPERANDS, ATTRIBUTES, TypeParts.SELECT);
    add(
        "compare",
        enumeration("comparison_direction", "stablehlo.comparison_direction"),
        COMMA,
        OPERAND,
        COMMA,
        OPERAND,
        afterComma(enumeration("compare_type", "stablehlo.comparison_type")),
        ATTRIBUTES,
        FUNCTION);
    add(
        "reduce_precision",
        OPERAND,
        COMMA,
        assign("format", new PrecisionFormat()),
        ATTRIBUTES,
        SAME);
    add("constant", new ConstantForm());
    add("iota", assign("dim", integer("iota_dimension", I64)), ATTRIBUTES, SAME);
    add(
        "dynamic_iota",
        OPERAND,
        COMMA,
        assign("dim", integer("iota_dimension", I64)),
        ATTRIBUTES,
        FUNCTION);
    add("partition_id", ATTRIBUTES, SAME);
    add("replica_id", ATTRIBUTES, SAME);
  }

  private void addMovement() {
    addDimensions("broadcast", "sizes", "broadcast_sizes", FUNCTION);
    addDimensions("broadcast_in_dim", "dims", "broadcast_dimensions", FUNCTION);
    addDimensions("transpose", "dims", "permutation", FUNCTION);
    addDimensions("reverse", "dims", "dimensions", SAME);
    add(
        "dynamic_broadcast_in_dim",
        OPERAND,
        COMMA,
        OPERAND,
        COMMA,
        assign("dims", dimensions("broadcast_dimensions")),
        ATTRIBUTES,
        FUNCTION);
    add("slice", OPERAND, new SliceRanges(), ATTRIBUTES, FUNCTION);
    add(
        "dynamic_slice",
        OPERANDS_BEFORE_KEY,
        assign("sizes", dimensions("slice_sizes")),
        ATTRIBUTES,
        FUNCTION);
    add(
        "pad",
        OPERAND,
        COMMA,
        OPERAND,
        COMMA,
        assign("low", dimensions("edge_padding_low")),
        COMMA,
        assign("high", dimensions("edge_padding_high")),
        COMMA,
        assign("interior", dimensions("interior_padding")),
        ATTRIBUTES,
        FUNCTION);
    addDimension("concatenate", OPERANDS_BEFORE_KEY);
    addDimension("get_dimension_size", OPERAND, COMMA);
    addDimension("set_dimension_size", OPERAND, COMMA, OPERAND, COMMA);
  }

  /** {@code operands, dim = 0 : types}. */
  private void addDimension(String name, Form... operands) {
    add(name, Form.of(operands), assign("dim", integer("dimension", I64)), ATTRIBUTES, FUNCTION);
  }

  private void addDimensions(String name, String key, String attribute, Form types) {
    add(name, OPERAND, COMMA, assign(key, dimensions(attribute)), ATTRIBUTES, types);
  }

  private void addContractions() {
    add("dot", OPERAND, COMMA, OPERAND, new DotAttributes(false), ATTRIBUTES, FUNCTION);
    add("dot_general", OPERAND, COMMA, OPERAND, new DotAttributes(true), ATTRIBUTES, FUNCTION);
    Form window =
        Form.of(
            OPERANDS_IN_PARENTHESES,
            assign("dim_numbers", ConvolutionWindow.DIMENSION_NUMBERS),
            COMMA,
            assign("window", new ConvolutionWindow()),
            ATTRIBUTES,
            FUNCTION);
    add("convolution", window);
    add("dynamic_conv", window);
    add(
        "einsum",
        OPERANDS_BEFORE_KEY,
        assign("config", string("einsum_config")),
        ATTRIBUTES,
        FUNCTION);
    add(
        "unary_einsum",
        OPERANDS_BEFORE_KEY,
        assign("config", string("einsum_config")),
        ATTRIBUTES,
        FUNCTION);
    add("cholesky", OPERAND, afterComma(assign("lower", bool("lower"))), ATTRIBUTES, SAME);
    add(
        "fft",
        OPERAND,
        COMMA,
        assign("type", enumeration("fft_type", "stablehlo.fft_type")),
        COMMA,
        assign("length", dimensions("fft_length")),
        ATTRIBUTES,
        FUNCTION);
    add("reduce", new ReduceForm());
  }

  private void addControl() {
    add("while", new WhileForm());
    add("return", OPERANDS, ATTRIBUTES, TypeParts.OPERAND_LIST);
    add("after_all", OPERANDS, ATTRIBUTES, SAME);
    add("create_token", ATTRIBUTES, SAME);
    add("tuple", OPERANDS, ATTRIBUTES, TypeParts.TUPLE);
    add(
        "get_tuple_element",
        OPERAND,
        token(TokenKind.LEFT_SQUARE),
        integer("index", I32),
        token(TokenKind.RIGHT_SQUARE),
        ATTRIBUTES,
        FUNCTION);
    add(
        "optimization_barrier",
        ATTRIBUTES,
        (in, operation) -> {
          if (in.tokens().at(TokenKind.LEFT_PAREN)) {
            OPERANDS_IN_PARENTHESES.read(in, operation);
          } else {
            OPERANDS.read(in, operation);
            TypeParts.PAIRWISE.read(in, operation);
          }
        });
  }

  private void addMiscellaneous() {
    add(
        "custom_call",
        symbolName("call_target_name"),
        OPERANDS_IN_PARENTHESES,
        ATTRIBUTES,
        FUNCTION);
    add("composite", string("name"), OPERANDS, ATTRIBUTES, FUNCTION);
    add(
        "rng",
        OPERANDS_BEFORE_KEY,
        assign("distribution", enumeration("rng_distribution", "stablehlo.rng_distribution")),
        ATTRIBUTES,
        FUNCTION);
    add(
        "rng_bit_generator",
        OPERAND,
        COMMA,
        assign("algorithm", enumeration("rng_algorithm", "stablehlo.rng_algorithm")),
        ATTRIBUTES,
        FUNCTION);
    add("trace", OPERAND, COMMA, string("tag"), ATTRIBUTES, TypeParts.OPERANDS_ONLY);
  }
}
