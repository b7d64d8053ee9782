package org.hlorun.language.mlir.bytecode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.ResourceAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.SymbolAttribute;
import org.hlorun.language.mlir.MlirAttribute.TypeAttribute;
import org.hlorun.language.mlir.MlirAttribute.UnitAttribute;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.TensorType;

/** The attributes of the builtin dialect; a number tells which one follows. */
final class BuiltinAttributes {
  /** The readers by number. */
  private static final List<Function<EntryReader, MlirAttribute>> BY_CODE =
      List.of(
          in -> new ArrayAttribute(in.attributes()),
          BuiltinAttributes::dictionary,
          in -> new StringAttribute(in.string()),
          BuiltinAttributes::typedString,
          in -> new SymbolAttribute(List.of(name(in))),
          BuiltinAttributes::symbol,
          in -> new TypeAttribute(in.type()),
          _ -> new UnitAttribute(),
          Scalars::integer,
          Scalars::floating,
          in -> in.locations().callSite(in),
          in -> in.locations().file(in),
          in -> in.locations().fused(in, false),
          in -> in.locations().fused(in, true),
          in -> in.locations().named(in),
          _ -> LocationText.UNKNOWN,
          BuiltinAttributes::resource,
          BuiltinAttributes::array,
          BuiltinAttributes::elements,
          in -> {
            throw in.unsupported("tensors of strings are not supported");
          },
          in -> {
            throw in.unsupported("sparse tensors are not supported");
          },
          in -> {
            throw in.unsupported("distinct attributes are not supported");
          },
          in -> in.locations().fileRange(in));

  private BuiltinAttributes() {}

  static MlirAttribute read(EntryReader in) {
    long code = in.code();
    if (code < 0 || code >= BY_CODE.size()) {
      throw in.unsupported(
          "there is no builtin attribute of number " + Long.toUnsignedString(code));
    }
    return BY_CODE.get((int) code).apply(in);
  }

  /** Names and values; the names are strings. */
  static DictionaryAttribute dictionary(EntryReader in) {
    Map<String, MlirAttribute> entries = new LinkedHashMap<>();
    in.list(() -> entries.put(name(in), in.attribute()));
    return new DictionaryAttribute(entries);
  }

  private static String name(EntryReader in) {
    return in.attribute(StringAttribute.class).value();
  }

  /** A string with a type, which nothing asks for. */
  private static StringAttribute typedString(EntryReader in) {
    StringAttribute text = new StringAttribute(in.string());
    in.type();
    return text;
  }

  private static SymbolAttribute symbol(EntryReader in) {
    List<String> path = new ArrayList<>(List.of(name(in)));
    in.list(() -> path.addAll(in.attribute(SymbolAttribute.class).path()));
    return new SymbolAttribute(path);
  }

  private static MlirAttribute resource(EntryReader in) {
    int offset = in.cursor().position();
    MlirType type = in.type();
    ResourceTable.Resource resource = in.resource();
    if (type instanceof TensorType tensor && resource.data().isPresent()) {
      return ElementBytes.read(tensor, offset, resource.data().get().copy());
    }
    return new ResourceAttribute(resource.key(), type);
  }

  private static MlirAttribute array(EntryReader in) {
    int offset = in.cursor().position();
    MlirType element = in.type();
    long count = in.cursor().varint();
    return ElementBytes.array(element, count, offset, in.blob());
  }

  private static MlirAttribute elements(EntryReader in) {
    int offset = in.cursor().position();
    return ElementBytes.read(in.type(TensorType.class), offset, in.blob());
  }
}
