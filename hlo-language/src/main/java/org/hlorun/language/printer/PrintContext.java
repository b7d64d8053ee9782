package org.hlorun.language.printer;

import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;

/** What the writers of one text share: where it goes, its form, and facts about the module. */
final class PrintContext {
  private final TextOutput out;
  private final PrintForm form;
  private final HloModule module;
  private final AsyncSugar async;
  private final PrintedNames names;

  PrintContext(TextOutput out, PrintForm form, HloModule module) {
    this.out = out;
    this.form = form;
    this.module = module;
    this.async = new AsyncSugar(module);
    this.names = new PrintedNames(module, async);
  }

  TextOutput out() {
    return out;
  }

  PrintForm form() {
    return form;
  }

  HloModule module() {
    return module;
  }

  AsyncSugar async() {
    return async;
  }

  /** The name of a computation as written where it is referred to. */
  String name(HloComputation computation) {
    return marked(names.of(computation));
  }

  /** The name of an instruction as written where it is referred to. */
  String name(HloInstruction instruction) {
    return marked(names.of(instruction));
  }

  /** The name of an instruction without a mark. */
  String plainName(HloInstruction instruction) {
    return names.of(instruction);
  }

  private String marked(String name) {
    return form.percent() || Keywords.needsPercent(name) ? "%" + name : name;
  }
}
