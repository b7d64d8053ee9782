package org.hlorun.language.mlir.text;

import static org.hlorun.language.mlir.text.AttributeReader.I64;
import static org.hlorun.language.mlir.text.Parts.ATTRIBUTES;
import static org.hlorun.language.mlir.text.Parts.COMMA;
import static org.hlorun.language.mlir.text.Parts.OPERAND;
import static org.hlorun.language.mlir.text.Parts.OPERANDS;
import static org.hlorun.language.mlir.text.Parts.assign;
import static org.hlorun.language.mlir.text.Parts.integer;
import static org.hlorun.language.mlir.text.Parts.token;
import static org.hlorun.language.mlir.text.TypeParts.ARROW;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pretty forms of {@code chlo}. */
final class ChloForms {
  /** Operations that write their operands and {@code operand types -> result type}. */
  private static final List<String> ELEMENTWISE =
      List.of(
          "_asin_acos_kernel",
          "acos",
          "acosh",
          "asin",
          "asinh",
          "atan",
          "atanh",
          "bessel_i1e",
          "conj",
          "cosh",
          "digamma",
          "erf",
          "erf_inv",
          "erfc",
          "is_inf",
          "is_neg_inf",
          "is_pos_inf",
          "lgamma",
          "mulhi",
          "next_after",
          "polygamma",
          "sinh",
          "square",
          "tan",
          "zeta",
          "broadcast_add",
          "broadcast_and",
          "broadcast_atan2",
          "broadcast_compare",
          "broadcast_complex",
          "broadcast_divide",
          "broadcast_maximum",
          "broadcast_minimum",
          "broadcast_multiply",
          "broadcast_next_after",
          "broadcast_or",
          "broadcast_polygamma",
          "broadcast_power",
          "broadcast_remainder",
          "broadcast_select",
          "broadcast_shift_left",
          "broadcast_shift_right_arithmetic",
          "broadcast_shift_right_logical",
          "broadcast_subtract",
          "broadcast_xor",
          "broadcast_zeta",
          "minimum_broadcast_shapes");

  private ChloForms() {}

  static Map<String, Form> table() {
    Map<String, Form> forms = new HashMap<>();
    for (String name : ELEMENTWISE) {
      forms.put("chlo." + name, Form.of(OPERANDS, ATTRIBUTES, ARROW));
    }
    forms.put("chlo.constant", new ConstantForm());
    forms.put("chlo.scan", new ScanForm());
    forms.put(
        "chlo.top_k",
        Form.of(
            token(TokenKind.LEFT_PAREN),
            OPERAND,
            COMMA,
            assign("k", integer("k", I64)),
            token(TokenKind.RIGHT_PAREN),
            ATTRIBUTES,
            ARROW));
    return forms;
  }
}
