package org.hlorun.language.stablehlo;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.FloatType;
import org.hlorun.language.mlir.MlirType.IntegerType;

/** Attributes as MLIR text, in which HLO keeps the dictionaries of custom calls and composites. */
final class AttributeText {
  private AttributeText() {}

  static String of(MlirAttribute attribute) {
    return switch (attribute) {
      case IntegerAttribute integer -> integer.value() + " : " + type(integer.type());
      case FloatAttribute number -> "%e : %s".formatted(number.value(), type(number.type()));
      case BoolAttribute(boolean value) -> Boolean.toString(value);
      case StringAttribute(String value) -> quote(value);
      case SymbolAttribute symbol ->
          symbol.path().stream().map(name -> "@" + name).collect(Collectors.joining("::"));
      case ArrayAttribute array ->
          array.elements().stream()
              .map(AttributeText::of)
              .collect(Collectors.joining(", ", "[", "]"));
      case DictionaryAttribute dictionary ->
          new TreeMap<>(dictionary.entries())
              .entrySet().stream()
                  .map(AttributeText::entry)
                  .collect(Collectors.joining(", ", "{", "}"));
      case DenseAttribute dense when dense.type().dimensions().size() == 1 -> array(dense);
      case MlirAttribute.TypeAttribute(MlirType type) -> type(type);
      case MlirAttribute.UnitAttribute() -> "unit";
      case MlirAttribute.DialectAttribute dialect when dialect.fields().isEmpty() ->
          "#%s<%s>".formatted(dialect.name(), dialect.body());
      default -> quote(attribute.toString());
    };
  }

  private static String entry(Map.Entry<String, MlirAttribute> entry) {
    return entry.getKey() + " = " + of(entry.getValue());
  }

  private static String array(DenseAttribute dense) {
    StringBuilder text = new StringBuilder("array<" + type(dense.type().element()));
    boolean integers =
        !dense.values().elementType().isFloat() && !dense.values().elementType().isComplex();
    for (long i = 0; i < dense.elementCount(); i++) {
      long at = dense.splat() ? 0 : i;
      text.append(i == 0 ? ": " : ", ");
      if (integers) {
        text.append(dense.values().getLong(at));
      } else {
        text.append("%e".formatted(dense.values().getDouble(at)));
      }
    }
    return text.append('>').toString();
  }

  private static String type(MlirType type) {
    return switch (type) {
      case IntegerType integer ->
          switch (integer.signedness()) {
                case SIGNLESS -> "i";
                case SIGNED -> "si";
                case UNSIGNED -> "ui";
              }
              + integer.width();
      case FloatType f -> f.name();
      case MlirType.IndexType() -> "index";
      default -> Types.shape(type).text(false);
    };
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
