package org.hlorun.language.parser;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes damaged texts out of good ones: flipped bytes, splices, cuts, repeated parts, odd tokens.
 */
final class Mutator {
  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "(",
          ")",
          "[",
          "]",
          ",",
          "=",
          ":",
          "#",
          "%",
          "?",
          "->",
          "<=",
          "...",
          "\"",
          "'",
          "/*",
          "//",
          "-",
          "0",
          "-1",
          "9223372036854775807",
          "-9223372036854775808",
          "18446744073709551615",
          "1e999",
          "nan(0x1)",
          "-inf",
          "0x0",
          "0_0",
          "1x-1_2",
          "f32[]",
          "f32[1000000000000]",
          "(f32[],",
          "b(",
          "{...}",
          "{{",
          "}}",
          "b01f_01io->b01f",
          "<=[4294967296,4294967296]T(1,0)",
          "add-start",
          "async-done",
          "tuple",
          "parameter(",
          "constant(",
          "dimensions={",
          "to_apply={",
          "sharding={",
          "metadata={",
          "ROOT ",
          "ENTRY ",
          "HloModule ",
          "\0",
          "\u00ff");

  private final SplittableRandom random;
  private final List<byte[]> texts;

  Mutator(SplittableRandom random, List<byte[]> texts) {
    this.random = random;
    this.texts = texts;
  }

  /** A text with one to four damages. */
  byte[] next() {
    byte[] text = pick();
    int damages = 1 + random.nextInt(4);
    for (int i = 0; i < damages; i++) {
      text = damage(text);
    }
    return text;
  }

  private byte[] pick() {
    return texts.get(random.nextInt(texts.size()));
  }

  private byte[] damage(byte[] text) {
    int from = random.nextInt(text.length + 1);
    int to = Math.min(text.length, from + random.nextInt(1 + random.nextInt(64)));
    return switch (random.nextInt(8)) {
      case 0 -> flip(text);
      case 1 -> replace(text, from, to, new byte[0]);
      case 2 -> Arrays.copyOf(text, from);
      case 3 -> replace(text, from, from, Arrays.copyOfRange(text, from, to));
      case 4 -> splice(text, from);
      case 5 -> replace(text, from, from, token());
      case 6 -> replace(text, from, to, token());
      default -> moveWord(text, from);
    };
  }

  private byte[] token() {
    return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] flip(byte[] text) {
    byte[] result = text.clone();
    if (result.length > 0) {
      result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return result;
  }

  /** A part of another text put in. */
  private byte[] splice(byte[] text, int at) {
    byte[] other = pick();
    int from = random.nextInt(other.length + 1);
    int to = Math.min(other.length, from + random.nextInt(200));
    return replace(text, at, at, Arrays.copyOfRange(other, from, to));
  }

  /** The word at one place put in place of the word at another. */
  private byte[] moveWord(byte[] text, int at) {
    int from = random.nextInt(text.length + 1);
    byte[] word = Arrays.copyOfRange(text, from, wordEnd(text, from));
    return replace(text, at, wordEnd(text, at), word);
  }

  private static int wordEnd(byte[] text, int start) {
    int end = start;
    while (end < text.length && Lexer.isIdentifierPart(text[end])) {
      end++;
    }
    return end;
  }

  private static byte[] replace(byte[] text, int from, int to, byte[] part) {
    byte[] result = new byte[text.length - (to - from) + part.length];
    System.arraycopy(text, 0, result, 0, from);
    System.arraycopy(part, 0, result, from, part.length);
    System.arraycopy(text, to, result, from + part.length, text.length - to);
    return result;
  }
}
