package org.hlorun.language.mlir.text;

import java.util.List;
import java.util.Map;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.LocationAttribute;
import org.hlorun.language.mlir.MlirAttribute.ResourceAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirAttribute.TypeAttribute;
import org.hlorun.language.mlir.MlirAttribute.UnitAttribute;
import org.hlorun.language.mlir.MlirElementTypes;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/** Attributes as text that reads back as an equal attribute. */
final class AttributePrinter {
  private static final String HEX = "0123456789ABCDEF";

  private AttributePrinter() {}

  static void print(MlirAttribute attribute, StringBuilder text) {
    switch (attribute) {
      case IntegerAttribute integer ->
          TypePrinter.print(integer.type(), text.append(integer.value()).append(" : "));
      case FloatAttribute floating -> printFloat(floating, text);
      case BoolAttribute bool -> text.append(bool.value());
      case StringAttribute string -> printString(string.value(), text);
      case SymbolAttribute symbol -> printSymbol(symbol, text);
      case ArrayAttribute array -> printList(array.elements(), text);
      case DictionaryAttribute dictionary -> printDictionary(dictionary.entries(), text);
      case TypeAttribute type -> TypePrinter.print(type.type(), text);
      case UnitAttribute _ -> text.append("unit");
      case DenseAttribute dense -> printDense(dense, text);
      case ResourceAttribute resource -> {
        printString(resource.key(), text.append("dense_resource<"));
        TypePrinter.print(resource.type(), text.append("> : "));
      }
      case DialectAttribute dialect -> printDialect(dialect, text);
      case LocationAttribute location -> text.append("loc(").append(location.text()).append(')');
    }
  }

  /** {@code {key = value}}. */
  static void printDictionary(Map<String, MlirAttribute> entries, StringBuilder text) {
    text.append('{');
    String separator = "";
    for (Map.Entry<String, MlirAttribute> entry : entries.entrySet()) {
      printString(entry.getKey(), text.append(separator));
      if (!(entry.getValue() instanceof UnitAttribute)) {
        print(entry.getValue(), text.append(" = "));
      }
      separator = ", ";
    }
    text.append('}');
  }

  private static void printList(List<MlirAttribute> elements, StringBuilder text) {
    text.append('[');
    for (int i = 0; i < elements.size(); i++) {
      print(elements.get(i), i == 0 ? text : text.append(", "));
    }
    text.append(']');
  }

  static void printString(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\' || c < ' ' || c > '~') {
        text.append('\\').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  private static void printSymbol(SymbolAttribute symbol, StringBuilder text) {
    String separator = "@";
    for (String name : symbol.path()) {
      printString(name, text.append(separator));
      separator = "::@";
    }
  }

  private static void printFloat(FloatAttribute attribute, StringBuilder text) {
    FloatFormat format =
        MlirElementTypes.of(attribute.type())
            .filter(ElementType::isFloat)
            .map(ElementType::floatFormat)
            .orElse(FloatFormat.F64);
    text.append(number(format, format.encode(attribute.value())));
    TypePrinter.print(attribute.type(), text.append(" : "));
  }

  /** A decimal, or the bits if it is not finite or has no short decimal. */
  private static String number(FloatFormat format, long bits) {
    double value = format.decode(bits);
    return Double.isFinite(value) && format != FloatFormat.F8E8M0FNU
        ? decimal(value)
        : "0x" + Long.toHexString(bits);
  }

  /** A finite decimal with a point before any exponent. */
  static String decimal(double value) {
    return Double.toString(value).replace('E', 'e');
  }

  private static void printDense(DenseAttribute dense, StringBuilder text) {
    ArrayLiteral values = dense.values();
    LongList dimensions = dense.splat() ? LongList.empty() : values.shape().dimensions();
    text.append("dense<");
    if (dense.splat() || values.elementCount() > 0) {
      printElements(values, dimensions, 0, new long[1], text);
    }
    TypePrinter.print(dense.type(), text.append("> : "));
  }

  private static void printElements(
      ArrayLiteral values, LongList dimensions, int dimension, long[] index, StringBuilder text) {
    if (dimension == dimensions.size()) {
      printElement(values, index[0]++, text);
      return;
    }
    text.append('[');
    for (long i = 0; i < dimensions.get(dimension); i++) {
      printElements(values, dimensions, dimension + 1, index, i == 0 ? text : text.append(", "));
    }
    text.append(']');
  }

  private static void printElement(ArrayLiteral values, long index, StringBuilder text) {
    ElementType type = values.elementType();
    switch (type.kind()) {
      case PRED -> text.append(values.getBoolean(index));
      case SIGNED -> text.append(values.getLong(index));
      case UNSIGNED -> text.append(Long.toUnsignedString(values.getLong(index)));
      case FLOAT -> text.append(number(type.floatFormat(), values.getBits(index)));
      case COMPLEX -> {
        FloatFormat format = type.floatFormat();
        text.append('(').append(number(format, format.encode(values.getDouble(index))));
        text.append(',').append(number(format, format.encode(values.getImaginary(index))));
        text.append(')');
      }
    }
  }

  private static void printDialect(DialectAttribute attribute, StringBuilder text) {
    int dot = attribute.name().indexOf('.');
    String name = attribute.name().substring(dot + 1);
    if (attribute.name().startsWith("builtin.")) {
      text.append(name).append('<').append(attribute.body()).append('>');
      return;
    }
    if (attribute.fields().isEmpty()) {
      text.append('#').append(attribute.name());
      text.append(attribute.body().isEmpty() ? "" : "<" + attribute.body() + ">");
      return;
    }
    if (attribute.name().equals("stablehlo.sub_axis_info")) {
      List<MlirAttribute> sizes = List.copyOf(attribute.fields().values());
      text.append('(').append(((IntegerAttribute) sizes.get(0)).value()).append(')');
      text.append(((IntegerAttribute) sizes.get(1)).value());
      return;
    }
    text.append('#').append(attribute.name()).append('<');
    text.append(name.equals("conv") ? "raw " : "");
    String separator = "";
    for (Map.Entry<String, MlirAttribute> field : attribute.fields().entrySet()) {
      text.append(separator).append(field.getKey()).append(" = ");
      printField(field.getValue(), text);
      separator = ", ";
    }
    text.append('>');
  }

  /** A field of a struct, where lists and integers have no type. */
  private static void printField(MlirAttribute value, StringBuilder text) {
    if (value instanceof IntegerAttribute integer) {
      text.append(integer.value());
    } else if (value instanceof DenseAttribute dense) {
      text.append('[');
      for (int i = 0; i < dense.values().elementCount(); i++) {
        long size = dense.values().getLong(i);
        text.append(i == 0 ? "" : ", ");
        text.append(size == TensorType.DYNAMIC ? "?" : Long.toString(size));
      }
      text.append(']');
    } else {
      print(value, text);
    }
  }
}
