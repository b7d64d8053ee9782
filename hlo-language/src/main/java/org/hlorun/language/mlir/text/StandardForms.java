package org.hlorun.language.mlir.text;

import static org.hlorun.language.mlir.text.Parts.ATTRIBUTES;
import static org.hlorun.language.mlir.text.Parts.COMMA;
import static org.hlorun.language.mlir.text.Parts.OPERAND;
import static org.hlorun.language.mlir.text.Parts.OPERANDS;
import static org.hlorun.language.mlir.text.Parts.OPERANDS_IN_PARENTHESES;
import static org.hlorun.language.mlir.text.Parts.symbol;
import static org.hlorun.language.mlir.text.Parts.token;
import static org.hlorun.language.mlir.text.TypeParts.ARROW;
import static org.hlorun.language.mlir.text.TypeParts.CAST;
import static org.hlorun.language.mlir.text.TypeParts.FUNCTION;
import static org.hlorun.language.mlir.text.TypeParts.SAME;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.DialectType;
import org.hlorun.language.mlir.MlirType.IndexType;

/**
 * The pretty forms of {@code func} other than functions, and of what programs with dynamic shapes
 * use of {@code arith}, {@code tensor} and {@code shape}.
 */
final class StandardForms {
  private static final List<String> ARITHMETIC =
      List.of(
          "addf",
          "addi",
          "andi",
          "ceildivsi",
          "ceildivui",
          "divf",
          "divsi",
          "divui",
          "floordivsi",
          "maximumf",
          "maxnumf",
          "maxsi",
          "maxui",
          "minimumf",
          "minnumf",
          "minsi",
          "minui",
          "mulf",
          "muli",
          "negf",
          "ori",
          "remf",
          "remsi",
          "remui",
          "shli",
          "shrsi",
          "shrui",
          "subf",
          "subi",
          "xori");

  private static final List<String> CASTS =
      List.of(
          "bitcast",
          "extf",
          "extsi",
          "extui",
          "fptosi",
          "fptoui",
          "index_cast",
          "index_castui",
          "sitofp",
          "truncf",
          "trunci",
          "uitofp");

  private static final List<String> INTEGER_PREDICATES =
      List.of("eq", "ne", "slt", "sle", "sgt", "sge", "ult", "ule", "ugt", "uge");

  private static final List<String> FLOAT_PREDICATES =
      List.of(
          "false", "oeq", "ogt", "oge", "olt", "ole", "one", "ord", "ueq", "ugt", "uge", "ult",
          "ule", "une", "uno", "true");

  private StandardForms() {}

  static Map<String, Form> table() {
    Map<String, Form> forms = new HashMap<>();
    forms.put(
        "func.call", Form.of(symbol("callee"), OPERANDS_IN_PARENTHESES, ATTRIBUTES, FUNCTION));
    forms.put("func.return", Form.of(ATTRIBUTES, OPERANDS, TypeParts.OPERAND_LIST));
    arithmetic(forms);
    tensor(forms);
    shape(forms);
    return forms;
  }

  private static void arithmetic(Map<String, Form> forms) {
    forms.put("arith.constant", new ConstantForm());
    Form flags =
        (in, operation) -> {
          if (in.tokens().acceptWord("fastmath") || in.tokens().acceptWord("overflow")) {
            if (!in.tokens().at(TokenKind.LESS)) {
              throw in.tokens().error("expected '<'");
            }
            int end = Bodies.end(in.tokens(), in.tokens().start());
            in.tokens().restart(end + 1);
          }
        };
    ARITHMETIC.forEach(
        name -> forms.put("arith." + name, Form.of(OPERANDS, flags, ATTRIBUTES, SAME)));
    CASTS.forEach(name -> forms.put("arith." + name, Form.of(OPERAND, ATTRIBUTES, CAST)));
    forms.put("arith.cmpi", comparison(INTEGER_PREDICATES));
    forms.put("arith.cmpf", comparison(FLOAT_PREDICATES));
    forms.put("arith.select", Form.of(OPERANDS, ATTRIBUTES, StandardForms::select));
  }

  /** {@code slt, %a, %b : t}, the predicate as its number. */
  private static Form comparison(List<String> predicates) {
    Form predicate =
        (in, operation) -> {
          int offset = in.tokens().start();
          int number = predicates.indexOf(in.tokens().word());
          if (number < 0) {
            throw in.tokens()
                .error(
                    offset,
                    DiagnosticCode.SYNTAX,
                    "expected one of " + String.join(", ", predicates),
                    null);
          }
          operation.put("predicate", DialectAttributeReader.integer(number));
        };
    Form types =
        (in, operation) -> {
          in.tokens().expect(TokenKind.COLON);
          MlirType type = in.types().read();
          operation.setOperandTypes(type);
          operation.resultTypes().add(TypeParts.predicate(type));
        };
    return Form.of(predicate, COMMA, OPERAND, COMMA, OPERAND, ATTRIBUTES, types);
  }

  /** {@code %c, %a, %b : t} with a condition of {@code i1}, or {@code : c, t}. */
  private static void select(Readers in, OperationState operation) {
    in.tokens().expect(TokenKind.COLON);
    MlirType first = in.types().read();
    boolean two = in.tokens().accept(TokenKind.COMMA);
    MlirType value = two ? in.types().read() : first;
    operation.operandTypes().addAll(List.of(two ? first : AttributeReader.I1, value, value));
    operation.resultTypes().add(value);
  }

  private static void tensor(Map<String, Form> forms) {
    forms.put("tensor.cast", Form.of(OPERAND, ATTRIBUTES, CAST));
    Form elements =
        (in, operation) -> {
          in.tokens().expect(TokenKind.COLON);
          MlirType type = in.types().read();
          operation.setOperandTypes(TypeParts.element(in, operation, type));
          operation.resultTypes().add(type);
        };
    forms.put("tensor.from_elements", Form.of(OPERANDS, ATTRIBUTES, elements));
    forms.put(
        "tensor.extract",
        Form.of(
            OPERAND,
            token(TokenKind.LEFT_SQUARE),
            OPERANDS,
            token(TokenKind.RIGHT_SQUARE),
            ATTRIBUTES,
            indexed(false)));
    forms.put("tensor.dim", Form.of(OPERAND, COMMA, OPERAND, ATTRIBUTES, indexed(true)));
  }

  /** {@code : t}, the type of the tensor; the other operands are indices. */
  private static Form indexed(boolean indexResult) {
    return (in, operation) -> {
      in.tokens().expect(TokenKind.COLON);
      MlirType type = in.types().read();
      operation.setOperandTypes(new IndexType());
      operation.operandTypes().set(0, type);
      operation
          .resultTypes()
          .add(indexResult ? new IndexType() : TypeParts.element(in, operation, type));
    };
  }

  private static void shape(Map<String, Form> forms) {
    for (String name :
        List.of(
            "broadcast",
            "concat",
            "dim",
            "from_extent_tensor",
            "get_extent",
            "num_elements",
            "rank",
            "shape_of",
            "to_extent_tensor")) {
      forms.put("shape." + name, Form.of(OPERANDS, ATTRIBUTES, ARROW));
    }
    Form witness =
        (in, operation) ->
            operation.resultTypes().add(new DialectType("shape.witness", "", List.of()));
    for (String name : List.of("cstr_broadcastable", "cstr_eq")) {
      forms.put("shape." + name, Form.of(OPERANDS, ATTRIBUTES, TypeParts.OPERAND_LIST, witness));
    }
    forms.put("shape.const_shape", Form.of(Parts.dimensions("shape"), ATTRIBUTES, SAME));
  }
}
