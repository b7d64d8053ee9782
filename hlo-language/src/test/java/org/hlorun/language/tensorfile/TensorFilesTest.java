package org.hlorun.language.tensorfile;

import static org.hlorun.language.tensorfile.Goldens.file;
import static org.hlorun.language.tensorfile.Goldens.small;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFilesTest {
  @TempDir Path folder;

  @Test
  void theFormatIsToldByTheContents() throws IOException {
    Path renamed = Files.copy(file("f32.npy"), folder.resolve("data.bin"));
    assertEquals(Map.of("data.bin", small(ElementType.F32)), TensorFiles.read(renamed));
    renamed = Files.copy(file("types.npz"), folder.resolve("more.bin"));
    assertEquals(small(ElementType.F16), TensorFiles.read(renamed).get("f2"));
    renamed = Files.copy(file("types.safetensors"), folder.resolve("most.bin"));
    assertEquals(small(ElementType.BF16), TensorFiles.read(renamed).get("bf16"));
  }

  @Test
  void theArrayOfAnNpyFileIsCalledAsTheFile() {
    assertEquals(Map.of("f32", small(ElementType.F32)), TensorFiles.read(file("f32.npy")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "x.npz", "x.safetensors"})
  void theFormatToWriteIsToldByTheExtension(String name) {
    Map<String, ArrayLiteral> arrays = Map.of("x", small(ElementType.S16));
    TensorFiles.write(folder.resolve(name), arrays);
    assertEquals(arrays, TensorFiles.read(folder.resolve(name)));
  }

  @Test
  void twoArraysDoNotFitIntoAnNpyFile() {
    Map<String, ArrayLiteral> arrays =
        Map.of("x", small(ElementType.S16), "y", small(ElementType.S16));
    HloException e =
        assertThrows(HloException.class, () -> TensorFiles.write(folder.resolve("x.npy"), arrays));
    assertEquals(DiagnosticCode.USAGE, e.diagnostic().code());
  }

  @Test
  void anUnknownExtensionIsRefused() {
    Map<String, ArrayLiteral> arrays = Map.of("x", small(ElementType.S16));
    HloException e =
        assertThrows(HloException.class, () -> TensorFiles.write(folder.resolve("x.pt"), arrays));
    assertTrue(e.getMessage().contains("names no format"), e.getMessage());
  }

  @Test
  void otherContentsAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("x.npy"), "HloModule m");
    HloException e = assertThrows(HloException.class, () -> TensorFiles.read(text));
    assertEquals(DiagnosticCode.FILE_FORMAT, e.diagnostic().code());
    HloException missing =
        assertThrows(HloException.class, () -> TensorFiles.read(folder.resolve("none")));
    assertEquals(DiagnosticCode.FILE, missing.diagnostic().code());
    HloException aFolder = assertThrows(HloException.class, () -> TensorFiles.read(folder));
    assertEquals(DiagnosticCode.FILE, aFolder.diagnostic().code());
  }
}
