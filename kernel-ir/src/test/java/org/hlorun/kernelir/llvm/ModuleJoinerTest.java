package org.hlorun.kernelir.llvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.kernelir.machine.TargetDescription;
import org.junit.jupiter.api.Test;

/** Modules that are joined have the code that they have alone; others stay apart. */
class ModuleJoinerTest {
  private static final LlvmTarget TARGET = TargetDescription.host().llvm();
  private static final String ZEROS = "@zeros = internal constant [4 x i8] zeroinitializer\n";
  private static final String ATTRIBUTES = "attributes #0 = { nounwind }\n";

  private static String text(String name, String head, String body, String tail) {
    return "%s\ndefine i32 @%s(i32 %%x) #0 {\nentry:\n%s\n  ret i32 %%y\n}\n%s"
        .formatted(head, name, body, tail);
  }

  /** A module like those of kernels. */
  private static String kernel(String name, int number) {
    String head = ZEROS + "declare i32 @llvm.smin.i32(i32, i32)";
    String body =
        """
        %%a = load i32, ptr @zeros
        %%b = call i32 @llvm.smin.i32(i32 %%x, i32 %%a)
        %%y = mul i32 %%b, %d\
        """
            .formatted(number);
    return text(name, head, body, ATTRIBUTES);
  }

  private static List<String> joined(String... texts) {
    return ModuleJoiner.join(List.of(texts), TARGET).stream()
        .map(ModuleJoiner.Module::text)
        .toList();
  }

  private static String assembly(List<String> texts) {
    byte[] code = LlvmCompiler.compile(texts, LlvmCompiler.Output.ASSEMBLY, TARGET);
    return new String(code, StandardCharsets.UTF_8);
  }

  /** The instructions of a function. */
  private static List<String> code(String assembly, String function) {
    return assembly
        .lines()
        .dropWhile(line -> !line.startsWith(function + ":"))
        .skip(1)
        .takeWhile(line -> !line.startsWith(".Lfunc_end"))
        .toList();
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  @Test
  void modulesOfOneFormBecomeOne() {
    List<String> modules = joined(kernel("f", 3), kernel("g", 5));
    assertEquals(1, modules.size());
    for (String part : List.of("@zeros =", "declare ", "attributes", "@f\\(", "@g\\(")) {
      assertEquals(1, count(modules.getFirst(), part), part);
    }
  }

  @Test
  void weightsOfBranchesAreThere() {
    String weights = "!0 = !{!\"branch_weights\", i32 1, i32 1000}\n";
    List<String> modules = joined(kernel("f", 3) + weights, kernel("g", 5) + weights);
    assertEquals(1, modules.size());
    assertEquals(1, count(modules.getFirst(), "!0 ="));
  }

  @Test
  void codeIsThatOfModulesAlone() {
    String f = kernel("f", 3);
    String g = kernel("g", 5);
    String both = assembly(List.of(f, g));
    assertEquals(code(assembly(List.of(f)), "f"), code(both, "f"));
    assertEquals(code(assembly(List.of(g)), "g"), code(both, "g"));
    assertTrue(code(both, "g").size() > 3);
  }

  @Test
  void modulesOfOtherPassesStayApart() {
    String divides = text("g", "", "  %y = udiv i32 %x, 7", ATTRIBUTES);
    List<ModuleJoiner.Module> modules =
        ModuleJoiner.join(List.of(kernel("f", 3), divides, kernel("h", 5)), TARGET);
    assertEquals(2, modules.size());
    for (ModuleJoiner.Module module : modules) {
      boolean isPlain = module.text().contains("@f(");
      assertEquals(isPlain, module.text().contains("@h("));
      assertEquals(isPlain ? TARGET.plainPasses() : TARGET.passes(), module.passes());
    }
  }

  @Test
  void whatCallsAnotherModuleStaysApart() {
    String head = "declare i32 @f(i32)";
    String caller = text("g", head, "  %y = call i32 @f(i32 %x)", ATTRIBUTES);
    assertEquals(2, joined(kernel("f", 3), caller).size());
    assertEquals(2, joined(caller, kernel("f", 3)).size());
    assertTrue(code(assembly(List.of(caller, kernel("f", 3))), "f").size() > 3);
  }

  @Test
  void symbolsOfTwoMeaningsStayApart() {
    String other = kernel("g", 5).replace("[4 x i8]", "[8 x i8]");
    assertEquals(2, joined(kernel("f", 3), other).size());
    String attributes = kernel("g", 5).replace("{ nounwind }", "{ nounwind cold }");
    assertEquals(2, joined(kernel("f", 3), attributes).size());
  }

  @Test
  void memoryOfAModuleStaysItsOwn() {
    for (String kind : List.of("internal global", "global", "constant")) {
      String[] texts =
          Stream.of(kernel("f", 3), kernel("g", 5))
              .map(text -> text.replace("internal constant", kind))
              .toArray(String[]::new);
      assertEquals(2, joined(texts).size(), kind);
    }
  }

  @Test
  void aNameIsDefinedOnce() {
    List<String> texts = List.of(kernel("f", 3), kernel("f", 5));
    assertThrows(IllegalStateException.class, () -> assembly(texts));
  }
}
