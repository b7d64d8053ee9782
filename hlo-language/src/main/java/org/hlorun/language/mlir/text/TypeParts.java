package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.ResourceAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.ComplexType;
import org.hlorun.language.mlir.MlirType.FunctionType;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.mlir.MlirType.TupleType;
import org.hlorun.language.mlir.MlirType.UnrankedTensorType;

/** The ways in which pretty forms write the types of operands and results. */
final class TypeParts {
  private static final Form COLON = Parts.token(TokenKind.COLON);

  /** {@code : (a, b) -> c}. */
  static final Form FUNCTION =
      Form.of(
          COLON,
          (in, operation) -> {
            int offset = in.tokens().start();
            operation.setTypes(in.types().function(), offset);
          });

  /** {@code : t}, the type of all operands and of the result; or a function type. */
  static final Form SAME =
      written(
          (in, operation, type) -> {
            operation.setOperandTypes(type);
            operation.resultTypes().add(type);
          });

  /** {@code : t}, the type of all operands of an operation without results. */
  static final Form OPERANDS_ONLY =
      Form.of(COLON, (in, operation) -> operation.setOperandTypes(in.types().read()));

  /** {@code : complex}, from which the real operands' type follows; or a function type. */
  static final Form COMPLEX =
      written(
          (in, operation, type) -> {
            if (!(type instanceof TensorType tensor
                && tensor.element() instanceof ComplexType element)) {
              throw error(in, operation, "expected tensor with complex element type");
            }
            operation.setOperandTypes(
                new TensorType(tensor.dimensions(), element.element(), tensor.encoding()));
            operation.resultTypes().add(type);
          });

  /** {@code : tuple<a, b>}, from which the operands' types follow. */
  static final Form TUPLE =
      written(
          (in, operation, type) -> {
            if (!(type instanceof TupleType tuple)) {
              throw error(in, operation, "expected tuple type");
            }
            operation.operandTypes().addAll(tuple.elements());
            operation.resultTypes().add(type);
          });

  /** {@code : predicate, value} of a select; or a function type. */
  static final Form SELECT =
      written(
          (in, operation, type) -> {
            if (operation.operands().size() != 3) {
              throw error(in, operation, "expected three operands");
            }
            in.tokens().expect(TokenKind.COMMA);
            MlirType value = in.types().read();
            operation.operandTypes().addAll(List.of(type, value, value));
            operation.resultTypes().add(value);
          });

  /** {@code : a, b}, the types of operands and of as many results. */
  static final Form PAIRWISE =
      Form.of(
          COLON,
          (in, operation) -> {
            operation.operandTypes().addAll(list(in));
            operation.resultTypes().addAll(operation.operandTypes());
          });

  /** {@code : a, b}, the types of the operands; absent if there are none. */
  static final Form OPERAND_LIST =
      (in, operation) -> {
        if (in.tokens().accept(TokenKind.COLON)) {
          operation.operandTypes().addAll(list(in));
        }
      };

  /** {@code : a, b -> c} without parentheses around the operands' types; they may be there. */
  static final Form ARROW =
      Form.of(
          COLON,
          (in, operation) -> {
            int offset = in.tokens().start();
            List<MlirType> inputs = new ArrayList<>(list(in));
            if (inputs.size() == 1 && inputs.getFirst() instanceof FunctionType function) {
              operation.setTypes(function, offset);
              return;
            }
            if (inputs.size() == 1
                && operation.operands().size() == 1
                && !in.tokens().at(TokenKind.ARROW)) {
              operation.setTypes(new FunctionType(inputs, inputs), offset);
              return;
            }
            in.tokens().expect(TokenKind.ARROW);
            operation.setTypes(new FunctionType(inputs, in.types().results()), offset);
          });

  /** {@code : a to b}. */
  static final Form CAST =
      Form.of(
          COLON,
          (in, operation) -> {
            operation.setOperandTypes(in.types().read());
            in.tokens().expectWord("to");
            operation.resultTypes().add(in.types().read());
          });

  private TypeParts() {}

  /** What to do with the one type that stands for all. */
  private interface OneType {
    void accept(Readers in, OperationState operation, MlirType type);
  }

  /** A function type, or one type that stands for all. */
  private static Form written(OneType one) {
    return Form.of(
        COLON,
        (in, operation) -> {
          int offset = in.tokens().start();
          MlirType type = in.types().read();
          if (type instanceof FunctionType function) {
            operation.setTypes(function, offset);
          } else {
            one.accept(in, operation, type);
          }
        });
  }

  static List<MlirType> list(Readers in) {
    List<MlirType> types = new ArrayList<>();
    do {
      types.add(in.types().read());
    } while (in.tokens().accept(TokenKind.COMMA));
    return types;
  }

  /** The operand has the type of an attribute: {@code %a, dense<0> : tensor<i32>}. */
  static Form operandOf(String attribute) {
    return (in, operation) ->
        operation.setOperandTypes(typeOf(in, operation, Parts.require(in, operation, attribute)));
  }

  /** The result has the type of an attribute. */
  static Form resultOf(String attribute) {
    return (in, operation) ->
        operation.resultTypes().add(typeOf(in, operation, Parts.require(in, operation, attribute)));
  }

  private static MlirType typeOf(Readers in, OperationState operation, MlirAttribute attribute) {
    return switch (attribute) {
      case DenseAttribute dense -> dense.type();
      case ResourceAttribute resource -> resource.type();
      case IntegerAttribute integer -> integer.type();
      case FloatAttribute floating -> floating.type();
      case BoolAttribute _ -> AttributeReader.I1;
      default -> throw error(in, operation, "expected an attribute with a type");
    };
  }

  /** The elements of a tensor type. */
  static MlirType element(Readers in, OperationState operation, MlirType type) {
    return switch (type) {
      case TensorType tensor -> tensor.element();
      case UnrankedTensorType tensor -> tensor.element();
      default -> throw error(in, operation, "expected a tensor type");
    };
  }

  /** A tensor of {@code i1} of the shape of a type, or {@code i1}. */
  static MlirType predicate(MlirType type) {
    return switch (type) {
      case TensorType tensor ->
          new TensorType(tensor.dimensions(), AttributeReader.I1, Optional.empty());
      case UnrankedTensorType _ -> new UnrankedTensorType(AttributeReader.I1);
      default -> AttributeReader.I1;
    };
  }

  static HloException error(Readers in, OperationState operation, String message) {
    return in.tokens()
        .error(
            operation.offset(),
            DiagnosticCode.SHAPE,
            "'" + operation.name() + "': " + message,
            null);
  }
}
