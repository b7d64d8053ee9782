package org.hlorun.conformance.kit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hlorun.conformance.compare.AccuracyTable;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/**
 * The base class of a test that holds a back end against the reference, operation by operation:
 * every opcode, element type, shape and special value as a dynamic test.
 *
 * <pre>{@code
 * class MyBackendTest extends BackendConformance {
 *   @Override
 *   protected Backend backend() {
 *     return new MyBackend();
 *   }
 * }
 * }</pre>
 *
 * <p>A program that the back end refuses with an {@code UNSUPPORTED} diagnostic is skipped, and
 * counted: a report entry at the end says how many. A strict test fails instead, and also where the
 * back end hands something to another one. The system property {@code hlo.conformance.every=N}
 * tries one case in N.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendConformance {
  private final KitFigures figures = new KitFigures();

  /** What is tried. */
  protected abstract Backend backend();

  /** Which cases are tried: all, unless the system property says otherwise. */
  protected Selection selection() {
    return Selection.oneIn(Integer.getInteger("hlo.conformance.every", 1));
  }

  /** How far results may be off. */
  protected AccuracyTable accuracy() {
    return AccuracyTable.DEFAULT;
  }

  /** Whether the back end must run everything, and by itself. */
  protected boolean isStrict() {
    return false;
  }

  /** The opcodes that are tried: all that there are cases of. */
  protected List<Opcode> opcodes() {
    return Cases.opcodes();
  }

  /** The element types that are tried. */
  protected List<ElementType> types() {
    return Arrays.asList(ElementType.values());
  }

  /** A container per opcode and element type, with a test per case. */
  @TestFactory
  protected Stream<DynamicNode> operations() {
    CaseCheck check = new CaseCheck(backend(), accuracy());
    return opcodes().stream()
        .map(
            opcode ->
                DynamicContainer.dynamicContainer(
                    opcode.mnemonic(),
                    types().stream().map(type -> container(check, opcode, type))));
  }

  private DynamicContainer container(CaseCheck check, Opcode opcode, ElementType type) {
    return DynamicContainer.dynamicContainer(
        type.text(),
        Stream.of(type)
            .flatMap(one -> selection().of(Cases.of(opcode, one)).stream())
            .map(one -> DynamicTest.dynamicTest(one.name(), () -> tryCase(check, one))));
  }

  private void tryCase(CaseCheck check, ConformanceCase one) {
    CaseOutcome outcome = check.check(one);
    figures.add(one, outcome);
    switch (outcome) {
      case CaseOutcome.Failed failed -> Assertions.fail(one.fullName() + ": " + failed.message());
      case CaseOutcome.Unsupported refused -> {
        Assertions.assertFalse(isStrict(), refused.reason());
        Assumptions.abort(refused.reason());
      }
      case CaseOutcome.Undefined undefined -> Assumptions.abort(undefined.reason());
      case CaseOutcome.Passed passed ->
          Assertions.assertFalse(
              isStrict() && !passed.handedBack().isEmpty(),
              () -> "handed back: " + passed.handedBack());
    }
  }

  /** The cases so far. */
  protected KitFigures figures() {
    return figures;
  }

  @AfterAll
  protected void report(TestReporter reporter) {
    reporter.publishEntry("conformance of " + backend().name(), figures.text());
  }
}
