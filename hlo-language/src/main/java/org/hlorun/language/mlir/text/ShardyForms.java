package org.hlorun.language.mlir.text;

import static org.hlorun.language.mlir.text.AttributeReader.I64;
import static org.hlorun.language.mlir.text.Parts.ATTRIBUTES;
import static org.hlorun.language.mlir.text.Parts.OPERAND;
import static org.hlorun.language.mlir.text.Parts.OPERANDS;
import static org.hlorun.language.mlir.text.Parts.OPERANDS_IN_PARENTHESES;
import static org.hlorun.language.mlir.text.Parts.assign;
import static org.hlorun.language.mlir.text.Parts.integer;
import static org.hlorun.language.mlir.text.Parts.symbolName;
import static org.hlorun.language.mlir.text.Parts.token;
import static org.hlorun.language.mlir.text.TypeParts.FUNCTION;
import static org.hlorun.language.mlir.text.TypeParts.SAME;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;

/**
 * The pretty forms of {@code sdy}. Attributes that are written without their name there ({@code
 * <@mesh, [{"x"}]>}) get it back; their bodies stay text.
 */
final class ShardyForms {
  private static final List<String> DIRECTIONS = List.of("NONE", "FORWARD", "BACKWARD", "BOTH");

  private static final Form OUT_SHARDING =
      assign("out_sharding", stripped("out_sharding", "sdy.sharding"));

  private ShardyForms() {}

  static Map<String, Form> table() {
    Map<String, Form> forms = new HashMap<>();
    forms.put(
        "sdy.mesh",
        Form.of(
            symbolName("sym_name"),
            token(TokenKind.EQUAL),
            stripped("mesh", "sdy.mesh"),
            ATTRIBUTES));
    Form sharding = Form.of(OPERAND, stripped("sharding", "sdy.sharding"), ATTRIBUTES, SAME);
    forms.put("sdy.sharding_constraint", sharding);
    forms.put("sdy.reshard", sharding);
    forms.put("sdy.return", Form.of(ATTRIBUTES, OPERANDS, ATTRIBUTES, TypeParts.OPERAND_LIST));
    forms.put("sdy.constant", new ConstantForm());
    forms.put(
        "sdy.sharding_group",
        Form.of(
            OPERAND,
            assign("group_id", integer("group_id", I64)),
            ATTRIBUTES,
            TypeParts.OPERANDS_ONLY));
    forms.put(
        "sdy.data_flow_edge",
        Form.of(OPERAND, optional("sharding", "sdy.sharding"), ATTRIBUTES, SAME));
    forms.put(
        "sdy.propagation_barrier",
        Form.of(OPERAND, assign("allowed_direction", ShardyForms::direction), ATTRIBUTES, SAME));
    forms.putAll(regions());
    forms.putAll(collectives());
    return forms;
  }

  private static Map<String, Form> regions() {
    Form body =
        (in, operation) -> {
          List<RegionReader.Argument> arguments =
              in.tokens().list(TokenKind.LEFT_PAREN, TokenKind.RIGHT_PAREN, in.regions()::argument);
          operation.regions().add(in.regions().read(arguments, true));
        };
    Form manual =
        Form.of(
            OPERANDS_IN_PARENTHESES,
            assign("in_shardings", stripped("in_shardings", "sdy.sharding_per_value")),
            assign("out_shardings", stripped("out_shardings", "sdy.sharding_per_value")),
            assign("manual_axes", stripped("manual_axes", "sdy.manual_axes")),
            body,
            ATTRIBUTES,
            FUNCTION);
    Form named =
        Form.of(
            token(TokenKind.LESS),
            Parts.string("name"),
            token(TokenKind.GREATER),
            OPERANDS_IN_PARENTHESES,
            optional("in_shardings", "sdy.sharding_per_value"),
            optional("out_shardings", "sdy.sharding_per_value"),
            body,
            ATTRIBUTES,
            FUNCTION);
    return Map.of("sdy.manual_computation", manual, "sdy.named_computation", named);
  }

  private static Map<String, Form> collectives() {
    return Map.of(
        "sdy.all_gather",
        collective("gathering_axes", "sdy.list_of_axis_refs"),
        "sdy.all_slice",
        collective("slicing_axes", "sdy.list_of_axis_refs"),
        "sdy.reduce_scatter",
        collective("reduce_scatter_axes", "sdy.list_of_axis_refs"),
        "sdy.all_reduce",
        collective("reduction_axes", "sdy.axis_ref_list"),
        "sdy.all_to_all",
        collective("params", "sdy.all_to_all_param_list"),
        "sdy.collective_permute",
        Form.of(OPERAND, OUT_SHARDING, ATTRIBUTES, SAME));
  }

  private static Form collective(String key, String attribute) {
    return Form.of(stripped(key, attribute), OPERAND, OUT_SHARDING, ATTRIBUTES, SAME);
  }

  private static Form optional(String key, String attribute) {
    return (in, operation) -> {
      if (in.tokens().atWord(key)) {
        assign(key, stripped(key, attribute)).read(in, operation);
      }
    };
  }

  /** An attribute without its name: {@code <body>}, or a body in other brackets. */
  private static Form stripped(String key, String attribute) {
    return (in, operation) -> operation.put(key, stripped(in, attribute));
  }

  private static MlirAttribute stripped(Readers in, String attribute) {
    Tokens tokens = in.tokens();
    return switch (tokens.kind()) {
      case LESS, LEFT_SQUARE, LEFT_BRACE -> {
        int start = tokens.at(TokenKind.LESS) ? tokens.end() : tokens.start();
        int end = Bodies.end(tokens, tokens.start());
        String body = tokens.source().slice(start, start == tokens.end() ? end : end + 1);
        tokens.restart(end + 1);
        yield new DialectAttribute(attribute, Map.of(), body.strip());
      }
      default -> in.attributes().read();
    };
  }

  private static void direction(Readers in, OperationState operation) {
    Tokens tokens = in.tokens();
    int offset = tokens.start();
    String word = tokens.word();
    int value = DIRECTIONS.indexOf(word);
    if (value < 0) {
      throw tokens.error(
          offset, DiagnosticCode.SYNTAX, "expected one of " + String.join(", ", DIRECTIONS), null);
    }
    operation.put(
        "allowed_direction",
        in.attributes().integer(offset, BigInteger.valueOf(value), AttributeReader.I32));
  }
}
