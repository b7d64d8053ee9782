package org.hlorun.language.mlir.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hlorun.language.mlir.MlirAttribute;
import org.hlorun.language.mlir.MlirAttribute.ArrayAttribute;
import org.hlorun.language.mlir.MlirAttribute.DictionaryAttribute;
import org.hlorun.language.mlir.MlirAttribute.StringAttribute;
import org.hlorun.language.mlir.MlirAttribute.TypeAttribute;
import org.hlorun.language.mlir.MlirRegion;
import org.hlorun.language.mlir.MlirType;
import org.hlorun.language.mlir.MlirType.FunctionType;

/**
 * {@code func.func private @name(%a: t {key = value}) -> (t {key = value}) attributes {...} { ...
 * }}; a declaration has no body, and its arguments may be types alone.
 */
final class FunctionForm implements Form {
  @Override
  public void read(Readers in, OperationState function) {
    new Reading(in, function).read();
  }

  /** The reading of one function. */
  private static final class Reading {
    private final Readers in;
    private final Tokens tokens;
    private final OperationState function;
    private final List<RegionReader.Argument> arguments = new ArrayList<>();
    private final List<MlirType> inputs = new ArrayList<>();
    private final List<MlirType> results = new ArrayList<>();
    private final List<MlirAttribute> inputAttributes = new ArrayList<>();
    private final List<MlirAttribute> resultAttributes = new ArrayList<>();

    Reading(Readers in, OperationState function) {
      this.in = in;
      this.tokens = in.tokens();
      this.function = function;
    }

    void read() {
      String visibility = visibility();
      function.put("sym_name", new StringAttribute(tokens.symbol()));
      signature();
      function.put("function_type", new TypeAttribute(new FunctionType(inputs, results)));
      if (visibility != null) {
        function.put("sym_visibility", new StringAttribute(visibility));
      }
      putDictionaries("arg_attrs", inputAttributes);
      putDictionaries("res_attrs", resultAttributes);
      Parts.ATTRIBUTES_WITH_KEYWORD.read(in, function);
      if (tokens.at(TokenKind.LEFT_BRACE)) {
        if (arguments.size() != inputs.size()) {
          throw tokens.error("the arguments of a function with a body must be named");
        }
        function.regions().add(in.regions().read(arguments, true));
      } else {
        function.regions().add(new MlirRegion(List.of()));
      }
    }

    private String visibility() {
      for (String word : List.of("public", "private", "nested")) {
        if (tokens.acceptWord(word)) {
          return word;
        }
      }
      return null;
    }

    private void signature() {
      tokens.list(
          TokenKind.LEFT_PAREN,
          TokenKind.RIGHT_PAREN,
          () -> {
            if (tokens.at(TokenKind.PERCENT_ID)) {
              arguments.add(argument());
            } else {
              inputs.add(in.types().read());
              inputAttributes.add(dictionary());
            }
            in.locations().optional();
            return inputs;
          });
      if (tokens.accept(TokenKind.ARROW)) {
        if (tokens.at(TokenKind.LEFT_PAREN)) {
          tokens.list(TokenKind.LEFT_PAREN, TokenKind.RIGHT_PAREN, this::result);
        } else {
          // A single result without parentheses has no attributes: the brace begins the body.
          results.add(in.types().read());
          resultAttributes.add(new DictionaryAttribute(Map.of()));
        }
      }
    }

    private RegionReader.Argument argument() {
      int offset = tokens.start();
      String name = in.regions().argumentName();
      tokens.expect(TokenKind.COLON);
      MlirType type = in.types().read();
      inputs.add(type);
      inputAttributes.add(dictionary());
      return new RegionReader.Argument(name, type, offset);
    }

    private boolean result() {
      results.add(in.types().read());
      return resultAttributes.add(dictionary());
    }

    private DictionaryAttribute dictionary() {
      return new DictionaryAttribute(
          tokens.at(TokenKind.LEFT_BRACE) ? in.attributes().dictionary() : Map.of());
    }

    private void putDictionaries(String key, List<MlirAttribute> dictionaries) {
      if (dictionaries.stream()
          .anyMatch(entry -> !((DictionaryAttribute) entry).entries().isEmpty())) {
        function.put(key, new ArrayAttribute(dictionaries));
      }
    }
  }
}
