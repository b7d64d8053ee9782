package org.hlorun.cpu.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.kernelir.cache.ObjectStore;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.backend.CachePolicy;
import org.hlorun.language.backend.Fallback;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.backend.ProgramSignature;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs are found by their text, if all is as it was, and not otherwise. */
class ProgramIndexTest {
  private static final TargetDescription TARGET = TargetDescription.named("x86-64-v3");
  private static final String IMAGE = "0123456789";

  private static final String PROGRAM =
      """
      HloModule index
      ENTRY main {
        p = (s32[], bf16[3,5]{0,1}) parameter(0)
        long.name = f32[2,3] parameter(1)
        x = bf16[3,5]{0,1} get-tuple-element(p), index=1
        y = f32[2,3] add(long.name, long.name)
        e = () tuple()
        u = (bf16[3,5]{0,1}, ()) tuple(x, e)
        ROOT t = (f32[2,3], (bf16[3,5]{0,1}, ())) tuple(y, u)
      }
      """;

  @TempDir Path folder;
  private final Map<String, byte[]> files = new HashMap<>();

  private final ObjectStore store =
      new ObjectStore() {
        @Override
        public Optional<byte[]> get(String key) {
          return Optional.ofNullable(files.get(key));
        }

        @Override
        public void put(String key, byte[] object) {
          files.put(key, object);
        }
      };

  private static SourceText text(String program) {
    return SourceText.of("index.hlo", program);
  }

  private static HloModule module() {
    return HloParser.parse(text(PROGRAM));
  }

  private static ProgramImage image(List<HandedBack> handedBack) {
    return new ProgramImage(
        List.of(new byte[] {1, 2}),
        List.of(),
        List.of(),
        List.of(),
        handedBack,
        List.of(),
        null,
        64,
        128,
        24,
        true);
  }

  private ProgramIndex index(String program, Options options) {
    return ProgramIndex.of(text(program), TARGET, true, options, "jars", store);
  }

  private ProgramIndex index() {
    return index(PROGRAM, Options.DEFAULT);
  }

  private void enter(String reference) {
    files.put(IMAGE, ImageCodec.encode(image(List.of())));
    index().put(module(), IMAGE, reference);
  }

  @Test
  void whatIsEnteredIsFound() {
    assertTrue(index().find().isEmpty());
    enter("");
    ProgramIndex.Found found = index().find().orElseThrow();
    HloModule module = module();
    assertEquals(ProgramSignature.of(module.entry()), found.signature());
    assertEquals("long.name", found.signature().parameters().get(1).name());
    assertEquals(module.entry().instructions().size(), found.instructions());
    assertEquals(128, found.image().scratchBytes());
  }

  @Test
  void nothingElseIsFound() {
    enter("");
    assertTrue(index(PROGRAM + " ", Options.DEFAULT).find().isEmpty());
    Options fast = Options.builder().numerics(Numerics.FAST).build();
    assertTrue(index(PROGRAM, fast).find().isEmpty());
    assertTrue(index(PROGRAM, Options.DEFAULT.withMaxIterations(9)).find().isEmpty());
    SourceText text = text(PROGRAM);
    SourceText moved = SourceText.of("moved.hlo", PROGRAM);
    Options options = Options.DEFAULT;
    assertTrue(ProgramIndex.of(moved, TARGET, true, options, "jars", store).find().isEmpty());
    assertTrue(ProgramIndex.of(text, TARGET, false, options, "jars", store).find().isEmpty());
    assertTrue(ProgramIndex.of(text, TARGET, true, options, "others", store).find().isEmpty());
    TargetDescription other = TargetDescription.named("x86-64-v4");
    assertTrue(ProgramIndex.of(text, other, true, options, "jars", store).find().isEmpty());
    assertTrue(ProgramIndex.of(text, TARGET, true, options, "jars", store).find().isPresent());
  }

  @Test
  void whatDoesNotDecideAboutCodeDoesNotMatter() {
    enter("");
    Options options = Options.DEFAULT.withSeed(7).withMaxMemoryBytes(1 << 20);
    assertTrue(index(PROGRAM, options).find().isPresent());
  }

  @Test
  void codeThatIsToBeMadeAnewIsEnteredAndNotFound() {
    Options refresh = Options.DEFAULT.withCache(CachePolicy.REFRESH);
    files.put(IMAGE, ImageCodec.encode(image(List.of())));
    index(PROGRAM, refresh).put(module(), IMAGE, "");
    assertTrue(index(PROGRAM, refresh).find().isEmpty());
    assertTrue(index().find().isPresent());
  }

  @Test
  void anEntryWithoutItsImageIsNone() {
    index().put(module(), IMAGE, "");
    assertTrue(files.isEmpty());
    enter("");
    files.remove(IMAGE);
    assertTrue(index().find().isEmpty());
  }

  @Test
  void programsWithPartsForOtherBackEndsAreNotEntered() {
    HloModule part = HloParser.parse(text("ENTRY e { ROOT x = f32[] parameter(0) }"));
    Fallback fallback =
        new Fallback(Fallback.Scope.INSTRUCTION, "x", Opcode.PARAMETER, "a test", null);
    HandedBack handedBack = new HandedBack(part, fallback, 0);
    files.put(IMAGE, ImageCodec.encode(image(List.of(handedBack))));
    index().put(module(), IMAGE, "");
    assertEquals(1, files.size());
  }

  @Test
  void anotherJarForConstantsMakesAnEntryStale() throws IOException {
    Path jar = Files.writeString(folder.resolve("a b.jar"), "one");
    enter(CompilerVersion.ofFile(jar));
    assertTrue(index().find().isPresent());
    Files.writeString(jar, "other");
    assertTrue(index().find().isEmpty());
    Files.delete(jar);
    assertTrue(index().find().isEmpty());
  }

  @Test
  void partsOfAnEntryAreNone() throws IOException {
    IndexEntry entry = new IndexEntry(IMAGE, "", ProgramSignature.of(module().entry()), 4);
    byte[] bytes = IndexCodec.encode(entry).orElseThrow();
    assertEquals(entry, IndexCodec.decode(bytes));
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThrows(IOException.class, () -> IndexCodec.decode(part));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"f32[<=4]", "f32[8,128]{1,0:T(8,128)}", "f32[4]{0:S(5)}", "token[]"})
  void shapesThatDoNotSurviveAreNotEntered(String shape) {
    String program = "ENTRY e { ROOT x = %s parameter(0) }".formatted(shape);
    HloModule module = HloParser.parse(text(program));
    IndexEntry entry = new IndexEntry(IMAGE, "", ProgramSignature.of(module.entry()), 1);
    assertTrue(IndexCodec.encode(entry).isEmpty());
  }

  @Test
  void serialisedProgramsAndSomeOptionsHaveNoIndex() {
    files.put(IMAGE, ImageCodec.encode(image(List.of())));
    index("name: \"x\"\nentry_computation_name: \"e\"\n", Options.DEFAULT).put(module(), IMAGE, "");
    assertEquals(1, files.size());
    assertFalse(ImageCache.isOff(Options.DEFAULT.withCache(CachePolicy.REFRESH)));
    assertTrue(ImageCache.isOff(Options.DEFAULT.withCache(CachePolicy.OFF)));
    assertTrue(ImageCache.isOff(Options.DEFAULT.withCheckMemory(true)));
  }
}
