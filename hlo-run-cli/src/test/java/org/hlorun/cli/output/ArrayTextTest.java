package org.hlorun.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;

class ArrayTextTest {
  private static String text(long limit, long... sizes) throws IOException {
    ArrayShape shape = ArrayShape.of(ElementType.S32, sizes);
    ArrayLiteral array = RandomLiterals.of(shape, Distribution.IOTA, 0).asArray();
    StringBuilder text = new StringBuilder();
    ArrayText.write(text, array, limit);
    return text.toString();
  }

  @Test
  void higherRanksAreBlocksOfRows() throws IOException {
    assertEquals(
        """
        [[[ 0  1]
          [ 2  3]
          [ 4  5]]

         [[ 6  7]
          [ 8  9]
          [10 11]]]\
        """,
        text(100, 2, 3, 2));
  }

  @Test
  void scalarsAndEmptyArraysHaveNoRows() throws IOException {
    assertEquals("0", text(100));
    assertEquals("[]", text(100, 0));
    assertEquals("[]", text(100, 0, 3));
    assertEquals("[[]\n []]", text(100, 2, 0));
  }

  @Test
  void beyondTheLimitTheCornersAreShown() throws IOException {
    assertEquals(
        """
        [[   0    1    2 ...   97   98   99]
         [ 100  101  102 ...  197  198  199]
         [ 200  201  202 ...  297  298  299]
         ...
         [9700 9701 9702 ... 9797 9798 9799]
         [9800 9801 9802 ... 9897 9898 9899]
         [9900 9901 9902 ... 9997 9998 9999]]\
        """,
        text(1000, 100, 100));
    assertEquals("[[   0 ...   99]\n ...\n [9900 ... 9999]]", text(4, 100, 100));
    assertEquals("[[0 ...]\n ...]", text(1, 100, 100));
  }

  @Test
  void dimensionsThatFitAreShownWhole() throws IOException {
    assertEquals("[[   0    1]\n ...\n [1998 1999]]", text(4, 1000, 2));
  }

  @Test
  void noShapeShowsMoreThanTheLimit() throws IOException {
    long[] twos = new long[24];
    Arrays.fill(twos, 2);
    long numbers = text(1000, twos).chars().filter(c -> c == '\n').count();
    assertTrue(numbers < 3000, "lines: " + numbers);
  }

  @Test
  void longRowsAreWrapped() throws IOException {
    String text = text(1000, 60);
    assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
    assertEquals(2, text.lines().count());
    assertTrue(text.contains("\n "), text);
  }
}
