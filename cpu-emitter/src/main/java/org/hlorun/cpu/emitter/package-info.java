/**
 * From a module with a memory plan to one native function: {@link
 * org.hlorun.cpu.emitter.ProgramEmitter}.
 */
package org.hlorun.cpu.emitter;
