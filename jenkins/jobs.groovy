// Makes EEC's folder with the job that promotes, and a folder with a job for each environment's infrastructure, for
// the Job DSL plugin: from casc.yaml, or from a seed job.
// Running it again changes nothing. How: docs/jenkins.md
def repository = 'https://github.com/example-gov/slipway.git' // placeholder: where this repository is
def developers = 'eec-developers' // placeholder: their group, as the security realm names it
def approvers = 'infrastructure-approvers' // placeholder: whoever may plan and apply; in infrastructure.Jenkinsfile too
def environments = ['eec-dev', 'eec-prod', 'loan-engine-test']

folder('eec') {
  displayName('EEC')
  description('EEC from development to production.')
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

// A folder of its own: whoever plans sees more than an application's developers may.
folder('infrastructure') {
  displayName('Infrastructure')
  description('Plans each environment, shows the review, and applies what was approved.')
  properties {
    authorizationMatrix {
      inheritanceStrategy {
        nonInheriting()
      }
      entries {
        group {
          name(approvers)
          permissions(['Job/Read', 'Job/Build', 'Job/Cancel'])
        }
      }
    }
  }
}

environments.each { environment ->
  pipelineJob("infrastructure/${environment}") {
    displayName(environment)
    description("Plans ${environment}, asks, and applies exactly that plan. See docs/jenkins.md.")
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
        scriptPath('jenkins/infrastructure.Jenkinsfile')
        lightweight(true)
      }
    }
  }
}
