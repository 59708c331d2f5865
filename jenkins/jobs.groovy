// Makes EEC's folder and the job in it, for the Job DSL plugin: from casc.yaml, or from a seed job.
// Running it again changes nothing. How: docs/jenkins.md
def repository = 'https://github.com/example-gov/slipway.git' // placeholder: where this repository is
def developers = 'eec-developers' // placeholder: their group, as the security realm names it

folder('eec') {
  displayName('EEC')
  description('The way of EEC from development to production.')
  properties {
    authorizationMatrix {
      // Only what is granted here; administrators always may.
      inheritanceStrategy {
        nonInheriting()
      }
      entries {
        group {
          name(developers)
          permissions(['Job/Read', 'Job/Build', 'Job/Cancel', 'Job/Workspace'])
        }
      }
    }
  }
}

pipelineJob('eec/promote') {
  displayName('Promote dev to production')
  description('Tests what EEC dev runs and promotes exactly that image to production. See docs/jenkins.md.')
  definition {
    cpsScm {
      scm {
        git {
          remote {
            url(repository)
          }
          branch('main')
        }
      }
      scriptPath('jenkins/Jenkinsfile')
      lightweight(true)
    }
  }
}
