package org.hlorun.language.mlir.text;

import static org.hlorun.language.mlir.text.AttributeReader.I64;
import static org.hlorun.language.mlir.text.Parts.ATTRIBUTES;
import static org.hlorun.language.mlir.text.Parts.COMMA;
import static org.hlorun.language.mlir.text.Parts.OPERAND;
import static org.hlorun.language.mlir.text.Parts.assign;
import static org.hlorun.language.mlir.text.Parts.attribute;
import static org.hlorun.language.mlir.text.Parts.string;
import static org.hlorun.language.mlir.text.TypeParts.OPERANDS_ONLY;
import static org.hlorun.language.mlir.text.TypeParts.OPERAND_LIST;

import java.util.Map;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;

/**
 * The pretty forms of {@code check} and {@code interpreter}, the dialects of self-checking tests.
 */
final class CheckForms {
  private static final Form CONSTANT =
      Form.of(OPERAND, COMMA, attribute("value"), keys(), ATTRIBUTES, TypeParts.operandOf("value"));

  private static final Form PAIR =
      Form.of(OPERAND, COMMA, OPERAND, keys(), ATTRIBUTES, OPERANDS_ONLY);

  private CheckForms() {}

  static Map<String, Form> table() {
    return Map.ofEntries(
        Map.entry("check.eq", CONSTANT),
        Map.entry("check.almost_eq", CONSTANT),
        Map.entry("check.expect_eq_const", CONSTANT),
        Map.entry("check.expect_almost_eq_const", CONSTANT),
        Map.entry("check.expect_eq", PAIR),
        Map.entry("check.expect_almost_eq", PAIR),
        Map.entry(
            "check.expect_close",
            Form.of(OPERAND, COMMA, OPERAND, keys(), ATTRIBUTES, OPERAND_LIST)),
        Map.entry(
            "check.expect_serialized_eq", Form.of(OPERAND, keys(), ATTRIBUTES, OPERANDS_ONLY)),
        Map.entry("interpreter.print", Form.of(OPERAND, ATTRIBUTES, TypeParts.SAME)),
        Map.entry(
            "interpreter.probe",
            Form.of(
                OPERAND,
                COMMA,
                assign("probe_id", string("probe_id")),
                ATTRIBUTES,
                TypeParts.SAME)));
  }

  /** {@code , key = value} any number of times. */
  private static Form keys() {
    return (in, operation) -> {
      Tokens tokens = in.tokens();
      while (tokens.accept(TokenKind.COMMA)) {
        String key = tokens.word();
        tokens.expect(TokenKind.EQUAL);
        switch (key) {
          case "tolerance" ->
              operation.put(key, new FloatAttribute(tokens.decimal(), AttributeReader.F64));
          case "probe_id" -> string(key).read(in, operation);
          case "iter" -> Parts.integer("iter", I64).read(in, operation);
          case "max_ulp_difference", "min_ulp_difference" ->
              Parts.integer(key, I64).read(in, operation);
          default -> throw tokens.error("expected a key of a check before this value");
        }
      }
    };
  }
}
