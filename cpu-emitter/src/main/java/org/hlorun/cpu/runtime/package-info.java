/** What native programs call and are called by. */
package org.hlorun.cpu.runtime;
