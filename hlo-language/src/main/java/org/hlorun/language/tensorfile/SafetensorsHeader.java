package org.hlorun.language.tensorfile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.shape.ArrayShape;

/** Reads the JSON header of a safetensors file. */
final class SafetensorsHeader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** A name that is not an array's. */
  static final String METADATA = "__metadata__";

  /**
   * One array of the file.
   *
   * @param type the name of the element type, as the file has it
   * @param begin where its bytes begin, from the end of the header
   * @param end where they end
   * @param headerOffset where the file speaks of it, in bytes from the start of the file
   */
  record Tensor(String type, LongList dimensions, long begin, long end, long headerOffset) {}

  private final String file;
  private final long start;
  private final JsonParser json;

  private SafetensorsHeader(String file, long start, JsonParser json) {
    this.file = file;
    this.start = start;
    this.json = json;
  }

  /**
   * The arrays in the order of the header.
   *
   * @param start the offset of {@code text} in the file
   */
  static SequencedMap<String, Tensor> read(String file, byte[] text, long start) {
    try (JsonParser json = JSON.createParser(text)) {
      return new SafetensorsHeader(file, start, json).tensors();
    } catch (JsonProcessingException e) {
      long offset = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw FileProblems.format(
          file, start + offset, "a JSON header", "what is none: " + e.getOriginalMessage());
    } catch (IOException e) { // broken UTF-16 or UTF-32
      throw FileProblems.format(file, start, "a JSON header", "what is none: " + e.getMessage());
    }
  }

  private SequencedMap<String, Tensor> tensors() throws IOException {
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    expect(json.nextToken(), JsonToken.START_OBJECT, "an object of arrays by name");
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals(METADATA)) {
        json.skipChildren();
      } else {
        expect(value, JsonToken.START_OBJECT, "an object that describes " + name);
        tensors.put(name, tensor(name));
      }
    }
    if (json.nextToken() != null) {
      throw error("the end of the header", json.currentToken() + "");
    }
    return tensors;
  }

  private Tensor tensor(String name) throws IOException {
    long offset = offset();
    String type = null;
    LongList dimensions = null;
    LongList range = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      switch (key) {
        case "dtype" -> {
          expect(value, JsonToken.VALUE_STRING, "the name of an element type");
          type = json.getText();
        }
        case "shape" -> dimensions = sizes("the sizes of " + name, ArrayShape.MAX_RANK);
        case "data_offsets" -> range = sizes("the two data_offsets of " + name, 2);
        default -> json.skipChildren();
      }
    }
    if (type == null || dimensions == null || range == null || range.size() != 2) {
      throw FileProblems.format(
          file, offset, "dtype, shape and two data_offsets of " + name, "less than that");
    }
    return new Tensor(type, dimensions, range.get(0), range.get(1), offset);
  }

  private LongList sizes(String what, int most) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY, what);
    List<Long> sizes = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
        throw error(what + ", each from 0 to 2^63 - 1", json.getText());
      }
      if (sizes.size() == most) {
        throw error("at most " + most + " numbers", "more");
      }
      sizes.add(json.getLongValue());
    }
    return LongList.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private void expect(JsonToken found, JsonToken wanted, String what) throws IOException {
    if (found != wanted) {
      throw error(what, found == null ? "the end of the header" : json.getText());
    }
  }

  private RuntimeException error(String expected, String found) {
    return FileProblems.format(file, offset(), expected, found);
  }

  private long offset() {
    return start + Math.max(0, json.currentTokenLocation().getByteOffset());
  }
}
