package org.hlorun.language.proto;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;

/** Strings of the model, which have one byte per char, as bytes on the wire. */
final class ProtoText {
  private ProtoText() {}

  static String of(ByteString bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  /** The bytes of a string; one with characters beyond a byte is text and becomes UTF-8. */
  static ByteString bytes(String text) {
    boolean wide = text.chars().anyMatch(c -> c > 0xFF);
    return ByteString.copyFrom(text, wide ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }
}
