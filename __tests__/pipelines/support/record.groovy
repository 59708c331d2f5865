// Plays Groovy scripts of Jenkins without Jenkins, all in one process, and prints for each, as JSON, every call that it makes:
//
//   groovy record.groovy FILE PARAMETERS [FILE PARAMETERS ...]
//
// The answer is a list: {calls}, or {error} where Groovy cannot read the script. PARAMETERS is JSON: what it sees as `params` and `env`. A call becomes {name, arguments, block, value}:
// its block's own calls, and what the block gave back. `name = value` in a block becomes a call of its
// own with that one argument, also `env.NAME = value` and `currentBuild.name = value`. A name that stands alone, as in `agent any`, is its own text.
import groovy.json.JsonBuilder
import groovy.json.JsonSlurper
import org.codehaus.groovy.control.CompilerConfiguration

class Settable {
  private final String place
  private final Map values
  private final List calls

  Settable(String place, Map values, List calls) { this.place = place; this.values = values; this.calls = calls }

  def propertyMissing(String name) { values[name] }

  def propertyMissing(String name, Object value) {
    calls << [name: "${place}.${name}" as String, arguments: [Recorder.plain(value)]]
  }
}

class Recorder {
  final List calls = []
  final Map seen
  final Map params
  final Settable env
  final Settable currentBuild

  Recorder(Map seen) {
    this.seen = seen
    params = seen.params
    env = new Settable('env', seen.env, calls)
    currentBuild = new Settable('currentBuild', [:], calls)
  }

  def methodMissing(String name, Object given) {
    List all = given as List
    Closure block = all && all.last() instanceof Closure ? all.last() : null
    Map call = [name: name, arguments: (block ? all.init() : all).collect { plain(it) }]
    calls << call
    if (block) {
      Recorder inner = new Recorder(seen)
      block.delegate = inner
      block.resolveStrategy = Closure.DELEGATE_ONLY
      call.value = plain(block.call())
      call.block = inner.calls
    }
    return name
  }

  def propertyMissing(String name) { name }

  def propertyMissing(String name, Object value) {
    calls << [name: name, arguments: [plain(value)]]
  }

  static plain(Object value) {
    if (value instanceof Map) return value.collectEntries { key, item -> [(key as String): plain(item)] }
    if (value instanceof Collection) return value.collect { plain(it) }
    if (value == null || value instanceof Number || value instanceof Boolean) return value
    return value as String
  }
}

def configuration = new CompilerConfiguration(scriptBaseClass: DelegatingScript.name)
def answers = (args as List).collate(2).collect { file, params ->
  try {
    def script = new GroovyShell(configuration).parse(new File(file))
    def recorder = new Recorder(new JsonSlurper().parseText(params) as Map)
    script.setDelegate(recorder)
    script.run()
    [calls: recorder.calls]
  } catch (Exception failure) {
    [error: failure.message]
  }
}
println new JsonBuilder(answers)
