package org.hlorun.language.mlir.vhlo;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.BoolAttribute;
import org.hlorun.language.mlir.MlirAttribute.DenseAttribute;
import org.hlorun.language.mlir.MlirAttribute.DialectAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.FloatAttribute;
import org.hlorun.language.mlir.MlirAttribute.IntegerAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirAttribute.UnitAttribute;

/** What becomes of an attribute; most rules leave out the attribute if it is the default. */
enum AttributeRule {
  AS_IS(_ -> false),
  NOT_FALSE(value -> value.equals(new BoolAttribute(false))),
  NOT_ZERO(value -> isInteger(value, 0)),
  NOT_ONE(value -> isInteger(value, 1)),
  NOT_MINUS_ONE(value -> isInteger(value, -1)),
  NOT_EMPTY(AttributeRule::isEmpty),
  /** A window's attribute that is 1 in all dimensions. */
  NOT_ONES(value -> isSplat(value, element -> element == 1)),
  /** A window's attribute that is 0, or false, in all dimensions. */
  NOT_ZEROS(value -> isSplat(value, element -> element == 0)),
  NOT_DEFAULT_PRECISION(
      value ->
          value instanceof ArrayAttribute(var elements)
              && elements.stream().allMatch(element -> isWord(element, "DEFAULT"))),
  NOT_NO_TYPE(value -> isWord(value, "NOTYPE")),
  NOT_DEFAULT_ACCURACY(AttributeRule::isDefaultAccuracy),
  /** True is the presence of the attribute. */
  FLAG(value -> value.equals(new BoolAttribute(false)), _ -> Optional.of(new UnitAttribute())),
  /** A name that is a symbol's. */
  SYMBOL(_ -> false, AttributeRule::symbol),
  SYMBOLS(AttributeRule::isEmpty, AttributeRule::symbols),
  /** The field of a struct. */
  FIELD(_ -> false);

  private final Predicate<MlirAttribute> isDefault;
  private final Function<MlirAttribute, Optional<MlirAttribute>> conversion;

  AttributeRule(Predicate<MlirAttribute> isDefault) {
    this(isDefault, Optional::of);
  }

  AttributeRule(
      Predicate<MlirAttribute> isDefault,
      Function<MlirAttribute, Optional<MlirAttribute>> conversion) {
    this.isDefault = isDefault;
    this.conversion = conversion;
  }

  /**
   * What an attribute becomes, or nothing if it is the default.
   *
   * @throws HloException without a place if it is of the wrong kind
   */
  Optional<MlirAttribute> apply(String name, MlirAttribute value) {
    if (isDefault.test(value)) {
      return Optional.empty();
    }
    Optional<MlirAttribute> converted = conversion.apply(value);
    if (converted.isEmpty()) {
      throw HloException.of(
          DiagnosticCode.ATTRIBUTE, "the attribute " + name + " is of the wrong kind", null);
    }
    return converted;
  }

  private static boolean isInteger(MlirAttribute value, long number) {
    return value instanceof IntegerAttribute integer
        && integer.value().equals(BigInteger.valueOf(number));
  }

  private static boolean isWord(MlirAttribute value, String word) {
    return value instanceof DialectAttribute dialect && dialect.body().equals(word);
  }

  private static boolean isEmpty(MlirAttribute value) {
    return switch (value) {
      case StringAttribute(String text) -> text.isEmpty();
      case ArrayAttribute(var elements) -> elements.isEmpty();
      case DictionaryAttribute(var entries) -> entries.isEmpty();
      case DenseAttribute dense -> dense.elementCount() == 0;
      default -> false;
    };
  }

  /** Whether there are elements, and all are of a value. */
  private static boolean isSplat(MlirAttribute value, LongPredicate element) {
    if (!(value instanceof DenseAttribute dense) || dense.elementCount() == 0) {
      return false;
    }
    boolean all = true;
    for (long i = 0; all && i < dense.values().elementCount(); i++) {
      all = element.test(dense.values().getLong(i));
    }
    return all;
  }

  private static boolean isDefaultAccuracy(MlirAttribute value) {
    return value instanceof DialectAttribute accuracy
        && accuracy.fields().get("atol") instanceof FloatAttribute(double atol, _)
        && atol == 0
        && accuracy.fields().get("rtol") instanceof FloatAttribute(double rtol, _)
        && rtol == 0
        && isInteger(accuracy.fields().get("ulps"), 0)
        && isWord(accuracy.fields().get("mode"), "DEFAULT");
  }

  private static Optional<MlirAttribute> symbol(MlirAttribute value) {
    return value instanceof StringAttribute(String name)
        ? Optional.of(new SymbolAttribute(List.of(name)))
        : Optional.empty();
  }

  private static Optional<MlirAttribute> symbols(MlirAttribute value) {
    if (!(value instanceof ArrayAttribute(var names))) {
      return Optional.empty();
    }
    List<MlirAttribute> symbols = names.stream().flatMap(name -> symbol(name).stream()).toList();
    return symbols.size() == names.size()
        ? Optional.of(new ArrayAttribute(symbols))
        : Optional.empty();
  }
}
