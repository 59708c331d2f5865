// Plays a Groovy script of Jenkins without Jenkins and prints, as JSON, every call that it makes:
//
//   groovy record.groovy FILE PARAMETERS
//
// PARAMETERS is the JSON that the script sees as `params`. A call becomes {name, arguments, block, value}:
// its block's own calls, and what the block gave back. `name = value` in a block becomes a call of its
// own with that one argument. A name that stands alone, as in `agent any`, is its own text.
import groovy.json.JsonBuilder
import groovy.json.JsonSlurper
import org.codehaus.groovy.control.CompilerConfiguration

class Recorder {
  final List calls = []
  final Map params

  Recorder(Map params) { this.params = params }

  def methodMissing(String name, Object given) {
    List all = given as List
    Closure block = all && all.last() instanceof Closure ? all.last() : null
    Map call = [name: name, arguments: (block ? all.init() : all).collect { plain(it) }]
    calls << call
    if (block) {
      Recorder inner = new Recorder(params)
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
def script = new GroovyShell(configuration).parse(new File(args[0]))
def recorder = new Recorder(new JsonSlurper().parseText(args[1]) as Map)
script.setDelegate(recorder)
script.run()
println new JsonBuilder(recorder.calls)
