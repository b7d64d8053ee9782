package org.hlorun.language.mlir.text;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
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
import org.hlorun.language.mlir.MlirType.IntegerType;
import org.hlorun.language.mlir.MlirType.Signedness;
import org.hlorun.language.mlir.MlirType.TensorType;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.FloatFormat;

/** Prints attributes so that they read back as equal attributes. */
final class AttributePrinter {
  private static final String HEX = "0123456789ABCDEF";
  private static final Pattern BARE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$.]*");
  private static final Pattern ENUM_WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final TypePrinter types;
  private final StringBuilder text;
  private final int limit;

  AttributePrinter(TypePrinter types, StringBuilder text, int limit) {
    this.types = types;
    this.text = text;
    this.limit = limit;
  }

  void print(MlirAttribute attribute) {
    if (text.length() > limit) {
      return;
    }
    switch (attribute) {
      case IntegerAttribute integer -> {
        text.append(integer.value()).append(" : ");
        types.print(integer.type());
      }
      case FloatAttribute floating -> printFloat(floating);
      case BoolAttribute bool -> text.append(bool.value());
      case StringAttribute string -> printString(string.value());
      case SymbolAttribute symbol -> printSymbol(symbol);
      case ArrayAttribute array -> printList(array.elements());
      case DictionaryAttribute dictionary -> printDictionary(dictionary.entries());
      case TypeAttribute type -> types.print(type.type());
      case UnitAttribute _ -> text.append("unit");
      case DenseAttribute dense -> printDense(dense);
      case ResourceAttribute resource -> {
        text.append("dense_resource<");
        printString(resource.key());
        text.append("> : ");
        types.print(resource.type());
      }
      case DialectAttribute dialect -> printDialect(dialect);
      case LocationAttribute location -> text.append("loc(").append(location.text()).append(')');
    }
  }

  /**
   * The attributes of an operation. Lists are printed as {@code array<i64: ...>}, which is what the
   * properties of operations are; values of constants are not lists.
   */
  void printProperties(Map<String, MlirAttribute> entries) {
    text.append('{');
    String separator = "";
    for (Map.Entry<String, MlirAttribute> entry : new TreeMap<>(entries).entrySet()) {
      text.append(separator);
      if (isList(entry)) {
        printString(entry.getKey());
        text.append(" = ");
        printArray((DenseAttribute) entry.getValue());
      } else {
        printEntry(entry);
      }
      separator = ", ";
    }
    text.append('}');
  }

  private static boolean isList(Map.Entry<String, MlirAttribute> entry) {
    return entry.getValue() instanceof DenseAttribute dense
        && !entry.getKey().equals("value")
        && !dense.splat()
        && dense.type().dimensions().size() == 1
        && dense.type().encoding().isEmpty()
        && dense.type().element() instanceof IntegerType integer
        && integer.signedness() == Signedness.SIGNLESS;
  }

  private void printArray(DenseAttribute dense) {
    text.append("array<");
    types.print(dense.type().element());
    ArrayLiteral values = dense.values();
    for (long i = 0; i < values.elementCount() && text.length() <= limit; i++) {
      text.append(i == 0 ? ": " : ", ");
      printElement(values, i);
    }
    text.append('>');
  }

  /** {@code {key = value}}, sorted by key. */
  void printDictionary(Map<String, MlirAttribute> entries) {
    text.append('{');
    String separator = "";
    for (Map.Entry<String, MlirAttribute> entry : new TreeMap<>(entries).entrySet()) {
      text.append(separator);
      printEntry(entry);
      separator = ", ";
    }
    text.append('}');
  }

  private void printEntry(Map.Entry<String, MlirAttribute> entry) {
    printString(entry.getKey());
    if (!(entry.getValue() instanceof UnitAttribute)) {
      text.append(" = ");
      print(entry.getValue());
    }
  }

  private void printList(List<MlirAttribute> elements) {
    text.append('[');
    for (int i = 0; i < elements.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      print(elements.get(i));
    }
    text.append(']');
  }

  void printString(String value) {
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

  private void printSymbol(SymbolAttribute symbol) {
    String separator = "@";
    for (String name : symbol.path()) {
      text.append(separator);
      printName(name);
      separator = "::@";
    }
  }

  /** The name of a symbol, quoted only where it must be. */
  private void printName(String name) {
    if (BARE_NAME.matcher(name).matches()) {
      text.append(name);
    } else {
      printString(name);
    }
  }

  /** Prints {@code @name}. */
  void printSymbol(String name) {
    text.append('@');
    printName(name);
  }

  private void printFloat(FloatAttribute attribute) {
    FloatFormat format =
        MlirElementTypes.of(attribute.type())
            .filter(ElementType::isFloat)
            .map(ElementType::floatFormat)
            .orElse(FloatFormat.F64);
    text.append(number(format, format.encode(attribute.value())));
    text.append(" : ");
    types.print(attribute.type());
  }

  /** A decimal, or the bits if it is not finite or has no short decimal. */
  private static String number(FloatFormat format, long bits) {
    double value = format.decode(bits);
    return Double.isFinite(value) && !format.equals(FloatFormat.F8E8M0FNU)
        ? decimal(value)
        : "0x" + Long.toHexString(bits);
  }

  /** A finite decimal with a point before any exponent. */
  static String decimal(double value) {
    return Double.toString(value).replace('E', 'e');
  }

  private void printDense(DenseAttribute dense) {
    ArrayLiteral values = dense.values();
    LongList dimensions = dense.splat() ? LongList.empty() : values.shape().dimensions();
    text.append("dense<");
    if (dense.splat() || values.elementCount() > 0) {
      printElements(values, dimensions, 0, new long[1]);
    }
    text.append("> : ");
    types.print(dense.type());
  }

  private void printElements(
      ArrayLiteral values, LongList dimensions, int dimension, long[] index) {
    if (dimension == dimensions.size()) {
      printElement(values, index[0]++);
      return;
    }
    text.append('[');
    for (long i = 0; i < dimensions.get(dimension) && text.length() <= limit; i++) {
      text.append(i == 0 ? "" : ", ");
      printElements(values, dimensions, dimension + 1, index);
    }
    text.append(']');
  }

  private void printElement(ArrayLiteral values, long index) {
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

  private void printDialect(DialectAttribute attribute) {
    int dot = attribute.name().indexOf('.');
    String name = attribute.name().substring(dot + 1);
    if (attribute.name().startsWith("builtin.")) {
      text.append(name).append('<').append(attribute.body()).append('>');
      return;
    }
    if (isEnum(attribute)) {
      text.append('#').append(attribute.name(), 0, dot).append('<');
      text.append(name).append(' ').append(attribute.body()).append('>');
      return;
    }
    if (attribute.name().equals("stablehlo.bounds")) {
      text.append("#stablehlo.bounds<");
      DenseAttribute bounds = (DenseAttribute) attribute.fields().get("bounds");
      printSizes(bounds);
      text.append('>');
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
    Map<String, StructAttributes.Kind> kinds = StructAttributes.of(attribute.name());
    String separator = "";
    for (Map.Entry<String, MlirAttribute> field : attribute.fields().entrySet()) {
      text.append(separator).append(field.getKey()).append(" = ");
      printField(kinds.get(field.getKey()), field.getValue());
      separator = ", ";
    }
    text.append('>');
  }

  /** A field of a struct, where dimensions and integers have no type. */
  private void printField(StructAttributes.Kind kind, MlirAttribute value) {
    if (value instanceof IntegerAttribute integer) {
      text.append(integer.value());
    } else if (value instanceof DenseAttribute dense && kind == StructAttributes.Kind.DIMENSIONS) {
      text.append('[');
      printSizes(dense);
      text.append(']');
    } else {
      print(value);
    }
  }

  private void printSizes(DenseAttribute sizes) {
    for (int i = 0; i < sizes.values().elementCount(); i++) {
      long size = sizes.values().getLong(i);
      text.append(i == 0 ? "" : ", ");
      text.append(size == TensorType.DYNAMIC ? "?" : Long.toString(size));
    }
  }

  /**
   * Whether an attribute is a word of an enum, which MLIR reads only as {@code #stablehlo<precision
   * HIGH>}; the mode of {@code result_accuracy} is the exception.
   */
  private static boolean isEnum(DialectAttribute attribute) {
    return attribute.fields().isEmpty()
        && (attribute.name().startsWith("stablehlo.") || attribute.name().startsWith("chlo."))
        && !attribute.name().endsWith(".result_accuracy_mode")
        && ENUM_WORD.matcher(attribute.body()).matches();
  }
}
