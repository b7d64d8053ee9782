package org.hlorun.fusion.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Programs that state which kernels fusion makes of the computation with their kernels: one line
 * {@code // kernel: name(operands) = members} each, the members of a fusion in order, constants
 * excepted. The fused program is valid, obeys the rules, and has the same results.
 */
class FusionProgramsTest {
  private static final Set<Opcode> UNLISTED =
      EnumSet.of(Opcode.PARAMETER, Opcode.CONSTANT, Opcode.TUPLE, Opcode.GET_TUPLE_ELEMENT);

  @TestFactory
  Stream<DynamicTest> programsFuseAsTheySay() {
    return Programs.resources("fuse").stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path file) {
    HloModule original = Programs.read(file);
    HloModule module = ModuleCloner.clone(original);
    new FusionPass().run(module);
    HloVerifier.verify(module);
    assertEquals(List.of(), FusionRules.violations(module));
    assertEquals(
        String.join("\n", Programs.notes(file, "kernel")), String.join("\n", kernels(module)));
    List<Literal> arguments = Programs.arguments(original, 3);
    Programs.assertSame(Programs.run(original, arguments), Programs.run(module, arguments));
  }

  private static List<String> kernels(HloModule module) {
    List<String> kernels = new ArrayList<>();
    for (HloInstruction instruction : module.entry().instructions()) {
      if (!UNLISTED.contains(instruction.opcode()) && instruction.opcode() != Opcode.RESHAPE) {
        kernels.add(describe(instruction));
      }
    }
    return kernels;
  }

  private static String describe(HloInstruction kernel) {
    String operands =
        kernel.operands().stream().map(HloInstruction::name).collect(Collectors.joining(", "));
    String head = "%s(%s)".formatted(kernel.name(), operands);
    if (kernel.opcode() != Opcode.FUSION) {
      return head;
    }
    return head
        + " = "
        + kernel.get(Attribute.CALLS).instructions().stream()
            .filter(i -> !UNLISTED.contains(i.opcode()))
            .map(HloInstruction::name)
            .collect(Collectors.joining(" "));
  }
}
